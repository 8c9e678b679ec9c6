using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Endpoints;

namespace FineTune.Providers.Http;

/// <summary>
/// HTTP of the endpoints that are not chat: one request, one reply, every failure a <see cref="ProviderException"/>. Only reads are sent again.
/// </summary>
internal sealed class ProviderHttp(EndpointSettings settings, HttpClient http, Func<TokenCredential> credential, TimeProvider time)
{
    private static readonly TimeSpan ReadBudget = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(100);

    /// <summary>Long enough for the largest file a provider takes.</summary>
    private static readonly TimeSpan TransferTimeout = TimeSpan.FromMinutes(8);

    /// <summary>Reads a JSON document; null when the answer is 404.</summary>
    public Task<JsonElement?> ReadAsync(Uri uri, string what, string? scope, CancellationToken cancellationToken) =>
        Backoff.RunAsync(
            async ct =>
            {
                try
                {
                    return (JsonElement?)await SendOnceAsync(HttpMethod.Get, uri, null, new Call(what, CallKind.Read, scope, cancellationToken), ct);
                }
                catch (ProviderException error) when (error.Status == 404)
                {
                    return null;
                }
            },
            ReadBudget,
            time,
            cancellationToken);

    /// <summary>Sends once. An empty answer is an undefined element.</summary>
    public async Task<JsonElement> SendAsync(
        HttpMethod method, Uri uri, HttpContent? content, string what, CallKind kind, string? scope, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(content is MultipartContent ? TransferTimeout : CallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        return await SendOnceAsync(method, uri, content, new Call(what, kind, scope, cancellationToken), linked.Token);
    }

    /// <summary>Deletes; returns the status of success.</summary>
    public async Task<HttpStatusCode> DeleteAsync(Uri uri, string what, string? scope, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var call = new Call(what, CallKind.Repeatable, scope, cancellationToken);
        return await GuardAsync(call, async () =>
        {
            using var reply = await SendRawAsync(HttpMethod.Delete, uri, null, call, linked.Token);
            return reply.StatusCode;
        });
    }

    /// <summary>Downloads into a temporary file that vanishes when it is closed, so that a broken connection never yields half a file.</summary>
    public Task<FileStream> DownloadAsync(Uri uri, string what, CancellationToken cancellationToken) =>
        Backoff.RunAsync(ct => DownloadOnceAsync(uri, new Call(what, CallKind.Read, null, cancellationToken), ct), TransferTimeout, time, cancellationToken);

    private async Task<FileStream> DownloadOnceAsync(Uri uri, Call call, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"finetune-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await GuardAsync(call, async () =>
            {
                using var reply = await SendRawAsync(HttpMethod.Get, uri, null, call, cancellationToken);
                await reply.Content.CopyToAsync(file, cancellationToken);
                return true;
            });
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private Task<JsonElement> SendOnceAsync(HttpMethod method, Uri uri, HttpContent? content, Call call, CancellationToken cancellationToken) =>
        GuardAsync(call, async () =>
        {
            using var reply = await SendRawAsync(method, uri, content, call, cancellationToken);
            var body = await reply.Content.ReadAsByteArrayAsync(cancellationToken);
            if (body.AsSpan().IndexOfAnyExcept(" \r\n\t"u8) < 0)
            {
                return call.Kind == CallKind.Create ? throw new JsonException("The answer is empty.") : default;
            }

            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        });

    private async Task<HttpResponseMessage> SendRawAsync(
        HttpMethod method, Uri uri, HttpContent? content, Call call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        await AuthorizeAsync(request, call.Scope, cancellationToken);
        var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (reply.IsSuccessStatusCode)
        {
            return reply;
        }

        using (reply)
        {
            throw await RefusalAsync(reply, call, cancellationToken);
        }
    }

    private async Task AuthorizeAsync(HttpRequestMessage request, string? scope, CancellationToken cancellationToken)
    {
        if (scope is null && settings.Key is { } key)
        {
            if (settings.Kind == EndpointKind.Azure)
            {
                request.Headers.TryAddWithoutValidation("api-key", key);
            }
            else
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }
        }
        else if (scope is not null || settings.Kind == EndpointKind.Azure)
        {
            var context = new TokenRequestContext([scope ?? settings.TokenScope]);
            var token = await credential().GetTokenAsync(context, cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }
    }

    private async Task<ProviderException> RefusalAsync(HttpResponseMessage reply, Call call, CancellationToken cancellationToken)
    {
        var body = await reply.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = (int)reply.StatusCode;

        // A gateway's or server's error leaves open whether the work behind it was done.
        return call.Kind == CallKind.Create && status is 408 or 500 or 502 or 504
            ? new ProviderException(
                ProviderErrorKind.Ambiguous, $"{call.What}: HTTP {status}. {ProviderErrors.NextStep(ProviderErrorKind.Ambiguous)}", status: status)
            : ProviderErrors.FromReply(
                call.What, status, body, name => reply.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null, time, quote: true);
    }

    private static async Task<T> GuardAsync<T>(Call call, Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException error) when (NothingWasSent(error))
        {
            throw ProviderErrors.Unreachable(call.What, ProviderErrorKind.Transient, error);
        }
        catch (AuthenticationFailedException error)
        {
            throw ProviderErrors.NoToken(call.What, error);
        }
        catch (Exception error) when (
            error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !call.Caller.IsCancellationRequested))
        {
            throw ProviderErrors.Unreachable(call.What, call.Kind == CallKind.Create ? ProviderErrorKind.Ambiguous : ProviderErrorKind.Transient, error);
        }
    }

    private static bool NothingWasSent(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    /// <param name="Scope">A token scope other than the endpoint's own.</param>
    /// <param name="Caller">Tells the caller's cancellation from a time-out.</param>
    private sealed record Call(string What, CallKind Kind, string? Scope, CancellationToken Caller);
}
