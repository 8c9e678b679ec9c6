namespace FineTune.Durable;

/// <summary>
/// Retries a failed activity or sub-orchestration after growing delays. Delays are durable timers: they survive a restart
/// of the process, and an orchestration that waits for one is Running.
/// </summary>
public class RetryPolicy
{
    /// <summary>Creates a policy.</summary>
    /// <param name="maxNumberOfAttempts">Attempts in all, the first one included; at least 1.</param>
    /// <param name="firstRetryInterval">Delay between the first and the second attempt; above zero.</param>
    /// <param name="backoffCoefficient">Factor from one delay to the next; at least 1.</param>
    /// <param name="maxRetryInterval">
    /// Longest delay; null means one hour, <see cref="Timeout.InfiniteTimeSpan"/> no limit.
    /// </param>
    /// <param name="retryTimeout">
    /// No attempt starts after this time; null and <see cref="Timeout.InfiniteTimeSpan"/> mean no limit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A value is out of its range, or a limit is shorter than <paramref name="firstRetryInterval"/>.
    /// </exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0)) // also refuses NaN, which is no factor at all
        {
            throw new ArgumentOutOfRangeException(
                nameof(backoffCoefficient), backoffCoefficient, "The factor between delays must be 1 or greater.");
        }

        RefuseShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        RefuseShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>Attempts in all, the first one included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>Delay between the first and the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>Factor from one delay to the next.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>Longest delay between two attempts; one hour unless set.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>No attempt starts after this time; infinite unless set.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>
    /// Says which failures are worth another attempt; every failure is unless set. The predicate is orchestrator code: it must
    /// be deterministic. An exception thrown by it means "no further attempt".
    /// </summary>
    public Func<TaskFailureDetails, bool> HandleFailure { internal get; init; } = static _ => true;

    private static void RefuseShorter(TimeSpan? limit, TimeSpan firstRetryInterval, string parameter)
    {
        if (limit is { } value && value < firstRetryInterval && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                parameter, value, $"The limit must not be shorter than the first retry interval ({firstRetryInterval}).");
        }
    }
}
