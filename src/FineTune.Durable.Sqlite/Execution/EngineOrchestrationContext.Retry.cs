namespace FineTune.Durable.Sqlite.Execution;

internal sealed partial class EngineOrchestrationContext
{
    private Task<T> WithRetry<T>(TaskRetryOptions? retry, Func<Task<T>> call) => retry switch
    {
        { Policy: { } policy } => RetryByPolicyAsync(policy, call),
        { Handler: { } handler } => RetryByHandlerAsync(handler, call),
        _ => call(),
    };

    /// <summary>
    /// Delays are durable timers. After the last attempt one timer without delay runs whatever the predicate would say, as
    /// on the real host, so that the numbers of later actions are the same.
    /// </summary>
    private async Task<T> RetryByPolicyAsync<T>(RetryPolicy policy, Func<Task<T>> call)
    {
        DateTime first = CurrentUtcDateTime;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException e)
            {
                if (attempt + 1 >= policy.MaxNumberOfAttempts)
                {
                    await CreateTimer(_now, CancellationToken.None);
                    throw;
                }

                TimeSpan delay = DelayAfter(policy, attempt, first, e);
                if (delay == TimeSpan.Zero)
                    throw;
                await CreateTimer(_now + delay, CancellationToken.None);
            }
        }
    }

    private TimeSpan DelayAfter(RetryPolicy policy, int attempt, DateTime first, TaskFailedException failure)
    {
        bool timedOut = policy.RetryTimeout != Timeout.InfiniteTimeSpan && _now - first >= policy.RetryTimeout;
        if (timedOut || !Handles(policy, failure))
            return TimeSpan.Zero;

        double next = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt);
        bool capped = policy.MaxRetryInterval != Timeout.InfiniteTimeSpan && next >= policy.MaxRetryInterval.TotalMilliseconds;
        return capped ? policy.MaxRetryInterval : TimeSpan.FromMilliseconds(Math.Min(next, TimeSpan.MaxValue.TotalMilliseconds / 2));
    }

    private static bool Handles(RetryPolicy policy, TaskFailedException failure)
    {
        try
        {
            return policy.HandleFailure(failure.FailureDetails);
        }
#pragma warning disable CA1031 // An exception of the predicate means: no retry.
        catch
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private async Task<T> RetryByHandlerAsync<T>(AsyncRetryHandler handler, Func<Task<T>> call)
    {
        DateTime first = CurrentUtcDateTime;
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException e)
            {
                RetryContext context = new(this, failures, e.FailureDetails, _now - first, CancellationToken.None);
                if (!await handler(context) || failures == int.MaxValue)
                    throw;
            }
        }
    }
}
