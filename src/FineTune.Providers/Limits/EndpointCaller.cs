using System.ClientModel;
using System.Text.Json;
using Azure.Identity;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Limits;

/// <summary>
/// All chat and embedding calls of one endpoint: as many in flight as it bears (at most <c>MaxConcurrency</c>), within its limits in
/// requests and tokens per minute; everybody waits when the endpoint asks for it or is down, and what is transient is tried again.
/// </summary>
internal sealed class EndpointCaller
{
    private readonly EndpointSettings _settings;
    private readonly TimeProvider _time;
    private readonly AdaptiveGate _gate;
    private readonly RateShare? _share;
    private readonly EndpointCircuit _circuit;
    private readonly EndpointPause _pause;

    public EndpointCaller(EndpointSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _gate = new AdaptiveGate(settings.MaxConcurrency, limit => ModelMetrics.Concurrency(settings.Name, limit));
        _share = RateShare.Of(settings.Describe(), 1, time);
        _circuit = new EndpointCircuit(settings.Name, time);
        _pause = new EndpointPause(settings.Name, settings.Timeout, time);
        ModelMetrics.Concurrency(settings.Name, settings.MaxConcurrency);
        ModelMetrics.Circuit(settings.Name, 0);
    }

    public Task<T> CallAsync<T>(string model, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(model, 0, null, call, _ => null, cancellationToken);

    /// <summary>Runs a call. The time that retries may take starts when the first attempt gets its turn.</summary>
    /// <param name="tokens">What each attempt takes of the limit in tokens.</param>
    /// <param name="share">The caller's part of the limits; null if it has no part of its own.</param>
    /// <param name="usage">What an answer says that it took.</param>
    public async Task<T> CallAsync<T>(
        string model, long tokens, RateShare? share, Func<CancellationToken, Task<T>> call, Func<T, UsageDetails?> usage,
        CancellationToken cancellationToken)
    {
        var what = $"Endpoint '{_settings.Name}', model '{model}'";
        AdaptiveGate.Slot? turn = await TakeFirstTurnAsync(what, tokens, share, cancellationToken);
        var started = _time.GetTimestamp();
        string? reason = null;
        return await Backoff.RunAsync(
            async ct =>
            {
                try
                {
                    if (reason is not null)
                    {
                        ModelMetrics.Retried(_settings.Name, model, reason);
                    }

                    // A call that pauses leaves its slot to others, and is the first to get one again.
                    using var slot = Interlocked.Exchange(ref turn, null) ?? await TakeTurnAgainAsync(what, tokens, share, ct);
                    return await _circuit.RunAsync(
                        what, limited => AttemptAsync(what, slot, tokens, share, call, usage, limited, cancellationToken),
                        () => _settings.Timeout - _time.GetElapsedTime(started), ct);
                }
                catch (ProviderException error)
                {
                    reason = error.Code ?? error.Kind.ToString();
                    throw;
                }
                catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
                {
                    throw ProviderErrors.Unreachable(what, ProviderErrorKind.Transient, error);
                }
            },
            _settings.Timeout,
            _time,
            cancellationToken);
    }

    /// <summary>Waits for the caller's share before it queues at the gate: a call that may not start yet does not occupy a slot.</summary>
    private async Task<AdaptiveGate.Slot> TakeFirstTurnAsync(
        string what, long tokens, RateShare? share, CancellationToken cancellationToken)
    {
        if (share is null)
        {
            return await TakeTurnAsync(what, tokens, again: false, cancellationToken);
        }

        ModelMetrics.Waited(_settings.Name, "rate", await share.TakeAsync(tokens, cancellationToken));
        try
        {
            return await TakeTurnAsync(what, tokens, again: false, cancellationToken);
        }
        catch
        {
            share.Return(tokens);
            throw;
        }
    }

    /// <summary>A retry counts against the caller's share but does not wait for it, because the call's time is running.</summary>
    private Task<AdaptiveGate.Slot> TakeTurnAgainAsync(string what, long tokens, RateShare? share, CancellationToken cancellationToken)
    {
        share?.Take(tokens);
        return TakeTurnAsync(what, tokens, again: true, cancellationToken);
    }

    private async Task<AdaptiveGate.Slot> TakeTurnAsync(string what, long tokens, bool again, CancellationToken cancellationToken)
    {
        var asked = _time.GetTimestamp();
        var slot = await _gate.EnterAsync(again, cancellationToken);
        try
        {
            ModelMetrics.Waited(_settings.Name, "concurrency", _time.GetElapsedTime(asked));
            await _pause.WaitAsync(what, cancellationToken);
            if (_share is not null)
            {
                ModelMetrics.Waited(_settings.Name, "rate", await _share.TakeAsync(tokens, cancellationToken));
            }

            return slot;
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    private async Task<T> AttemptAsync<T>(
        string what, AdaptiveGate.Slot slot, long tokens, RateShare? share, Func<CancellationToken, Task<T>> call,
        Func<T, UsageDetails?> usage, CancellationToken limited, CancellationToken callers)
    {
        try
        {
            var answer = await AttemptAsync(what, call, limited, callers);
            share?.Correct(tokens, usage(answer));
            _share?.Correct(tokens, usage(answer));
            slot.Succeeded();
            return answer;
        }
        catch (ProviderException error) when (error.Kind is ProviderErrorKind.Transient or ProviderErrorKind.RateLimited)
        {
            slot.Overloaded(error.Kind == ProviderErrorKind.RateLimited);
            if (error is { Kind: ProviderErrorKind.RateLimited, RetryAfter: { } wait })
            {
                _pause.For(wait);
            }

            throw;
        }
    }

    private async Task<T> AttemptAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken limited, CancellationToken callers)
    {
        using var attempt = new CancellationTokenSource(_settings.AttemptTimeout ?? Timeout.InfiniteTimeSpan, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limited, attempt.Token);
        try
        {
            return await call(both.Token);
        }
        catch (ClientResultException error)
        {
            throw Translate(what, error);
        }
        catch (OperationCanceledException error) when (!callers.IsCancellationRequested)
        {
            throw ProviderErrors.Unreachable(what, ProviderErrorKind.Transient, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            throw ProviderErrors.Unreachable(what, ProviderErrorKind.Transient, error);
        }
        catch (AuthenticationFailedException error)
        {
            throw ProviderErrors.NoToken(what, error);
        }
        catch (FormatException error)
        {
            throw ProviderErrors.Unreachable(what, ProviderErrorKind.Invalid, error);
        }
    }

    private ProviderException Translate(string what, ClientResultException error)
    {
        if (error.GetRawResponse() is not { } reply)
        {
            return ProviderErrors.Unreachable(what, ProviderErrorKind.Transient, error.InnerException ?? error);
        }

        // Some gateways report errors with status 200. If the code is not an HTTP status, the request counts as wrong and is not retried.
        var body = reply.Content.ToMemory();
        var status = reply.Status == 200 ? ReplyError.Parse(body).Status ?? 400 : reply.Status;
        return ProviderErrors.FromReply(what, status, body, name => reply.Headers.TryGetValue(name, out var value) ? value : null, _time);
    }
}
