using System.ClientModel;
using System.Globalization;
using System.Text.Json;
using System.Threading.RateLimiting;
using Azure.Identity;
using FineTune.Core.Training;
using FineTune.Providers.Hosting;

namespace FineTune.Providers.Models;

/// <summary>
/// All chat and embedding calls of one endpoint: at most <c>MaxConcurrency</c> in flight, at most <c>RequestsPerMinute</c>, everybody
/// waits when the endpoint asks for it, and what is transient is tried again.
/// </summary>
internal sealed class EndpointCaller(EndpointSettings settings, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(settings.MaxConcurrency, settings.MaxConcurrency);
    private readonly TokenBucketRateLimiter? _bucket = CreateBucket(settings.RequestsPerMinute);
    private long _pausedUntil;

    /// <summary>Runs a call. The time that retries may take starts when the first attempt gets its turn.</summary>
    public async Task<T> CallAsync<T>(string model, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(model, cancellationToken);
        var first = true;
        return await Backoff.RunAsync(
            async ct =>
            {
                if (!first)
                {
                    await TakeTokenAsync(cancellationToken);
                }

                first = false;
                return await AttemptAsync(model, call, ct, cancellationToken);
            },
            settings.Timeout,
            time,
            cancellationToken);
    }

    public void Dispose()
    {
        _slots.Dispose();
        _bucket?.Dispose();
    }

    private async Task<Turn> TakeTurnAsync(string model, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            await WaitForPauseAsync(model, cancellationToken);
            await TakeTokenAsync(cancellationToken);
            return new Turn(_slots);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    private async Task TakeTokenAsync(CancellationToken cancellationToken)
    {
        if (_bucket is not null)
        {
            using var lease = await _bucket.AcquireAsync(1, cancellationToken);
        }
    }

    private async Task<T> AttemptAsync<T>(string model, Func<CancellationToken, Task<T>> call, CancellationToken limited, CancellationToken callers)
    {
        var what = What(model);
        try
        {
            return await call(limited);
        }
        catch (ClientResultException error)
        {
            var failure = Translate(what, error);
            if (failure is { Kind: ProviderErrorKind.RateLimited, RetryAfter: { } wait })
            {
                Volatile.Write(ref _pausedUntil, Math.Max(Volatile.Read(ref _pausedUntil), (time.GetUtcNow() + wait).UtcTicks));
            }

            throw failure;
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

    private string What(string model) => $"Endpoint '{settings.Name}', model '{model}'";

    private ProviderException Translate(string what, ClientResultException error)
    {
        var reply = error.GetRawResponse();
        return reply is null
            ? ProviderErrors.Unreachable(what, ProviderErrorKind.Transient, error.InnerException ?? error)
            : ProviderErrors.FromReply(
                what, reply.Status, reply.Content.ToMemory(), name => reply.Headers.TryGetValue(name, out var value) ? value : null, time);
    }

    /// <summary>Waits as the endpoint asked another call to; what it would not have the time for fails at once.</summary>
    private async Task WaitForPauseAsync(string model, CancellationToken cancellationToken)
    {
        var wait = new DateTimeOffset(Volatile.Read(ref _pausedUntil), TimeSpan.Zero) - time.GetUtcNow();
        if (wait > settings.Timeout)
        {
            throw new ProviderException(
                ProviderErrorKind.RateLimited,
                string.Create(CultureInfo.InvariantCulture, $"{What(model)}: the endpoint asked for a pause that lasts {wait.TotalSeconds:0} more seconds. {ProviderErrors.NextStep(ProviderErrorKind.RateLimited)}"),
                retryAfter: wait);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>One second's worth may go out at once.</summary>
    private static TokenBucketRateLimiter? CreateBucket(int perMinute)
    {
        if (perMinute <= 0)
        {
            return null;
        }

        var tokens = Math.Max(1, perMinute / 600);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(tokens, perMinute / 60),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)tokens / perMinute),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            AutoReplenishment = true,
        });
    }

    private sealed class Turn(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
