using Microsoft.Extensions.AI;

namespace FineTune.Core.Models.Endpoints;

/// <summary>
/// A share of an endpoint's limits in requests and in tokens per minute. Thread-safe. Calls start in the order in which they take, and
/// in any span of time no more start than the span's part of the share and one second's worth of it (or one call that is larger than that).
/// Own code, since the limiters of the platform know neither a clock of one's choice nor giving back nor two limits at once.
/// </summary>
public sealed class RateShare
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly RateBucket _requests;
    private readonly RateBucket _tokens;
    private readonly bool _keepsEstimates;
    private TimeSpan _last;

    private RateShare(EndpointInfo endpoint, int sharers, TimeProvider time)
    {
        (_time, _origin) = (time, time.GetTimestamp());
        _requests = new RateBucket((double)endpoint.RequestsPerMinute / sharers);
        _tokens = new RateBucket((double)endpoint.TokensPerMinute / sharers);

        // Azure counts what a request might use, whatever it then uses.
        _keepsEstimates = endpoint.Kind == EndpointKind.Azure;
    }

    /// <summary>The part of one of <paramref name="sharers"/>; null where the endpoint has no limits.</summary>
    public static RateShare? Of(EndpointInfo endpoint, int sharers, TimeProvider time) =>
        endpoint.RequestsPerMinute <= 0 && endpoint.TokensPerMinute <= 0 ? null : new RateShare(endpoint, Math.Max(1, sharers), time);

    /// <summary>Takes the place of one request of so many tokens, and returns after how long it may start.</summary>
    public TimeSpan Take(long tokens)
    {
        lock (_gate)
        {
            var now = _time.GetElapsedTime(_origin);
            MoveTo(now);
            MoveTo(_last + Longer(_requests.Wait(1), _tokens.Wait(tokens)));
            _requests.Add(-1);
            _tokens.Add(-tokens);
            return WholeMilliseconds(_last - now);
        }
    }

    /// <summary>Waits for its place. A call that is cancelled meanwhile gives it back.</summary>
    public async Task<TimeSpan> TakeAsync(long tokens, CancellationToken cancellationToken)
    {
        var wait = Take(tokens);
        try
        {
            await Task.Delay(wait, _time, cancellationToken);
            return wait;
        }
        catch (OperationCanceledException)
        {
            Return(tokens);
            throw;
        }
    }

    /// <summary>Takes a request back that was never sent.</summary>
    public void Return(long tokens) => Add(1, tokens);

    /// <summary>Corrects an estimate by the actual usage. Without a reported usage, the estimate remains.</summary>
    public void Correct(long estimated, UsageDetails? usage)
    {
        if (Total(usage) is { } used && (used > estimated || !_keepsEstimates))
        {
            Add(0, estimated - used);
        }
    }

    private static long? Total(UsageDetails? usage) =>
        usage?.TotalTokenCount ?? (usage?.InputTokenCount is null && usage?.OutputTokenCount is null ? null : (usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Timers cut fractions off, and nothing may start early.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds - 0.01));

    private void Add(double requests, double tokens)
    {
        lock (_gate)
        {
            _requests.Add(requests);
            _tokens.Add(tokens);
        }
    }

    private void MoveTo(TimeSpan moment)
    {
        if (moment > _last)
        {
            _requests.Fill(moment - _last);
            _tokens.Fill(moment - _last);
            _last = moment;
        }
    }
}
