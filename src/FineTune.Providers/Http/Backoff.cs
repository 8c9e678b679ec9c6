using FineTune.Core.Models.Endpoints;

namespace FineTune.Providers.Http;

/// <summary>Tries again what may pass, within a bounded time.</summary>
internal static class Backoff
{
    private const int MaxAttempts = 6;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <param name="attempt">One attempt; its token ends with the budget. Throws <see cref="ProviderException"/>.</param>
    /// <param name="budget">Of all attempts and pauses together. A pause that would pass it ends the tries.</param>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> attempt, TimeSpan budget, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var number = 1; ; number++)
        {
            try
            {
                using var limit = new CancellationTokenSource(Positive(budget - time.GetElapsedTime(started)), time);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
                return await attempt(linked.Token);
            }
            catch (ProviderException error) when (
                error.Kind is ProviderErrorKind.Transient or ProviderErrorKind.RateLimited && number < MaxAttempts && !cancellationToken.IsCancellationRequested)
            {
                var pause = Pause(number, error.RetryAfter);
                if (time.GetElapsedTime(started) + pause >= budget)
                {
                    throw;
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>What the provider asks for and up to a tenth more; else exponential, the upper half at random.</summary>
    public static TimeSpan Pause(int attempt, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
        {
            return asked + (asked * (Random.Shared.NextDouble() * 0.1));
        }

        var ceiling = Math.Min(First.TotalSeconds * Math.Pow(2, attempt - 1), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(ceiling * (0.5 + (Random.Shared.NextDouble() * 0.5)));
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(1);
}
