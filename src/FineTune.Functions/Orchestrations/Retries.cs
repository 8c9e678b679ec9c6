namespace FineTune.Functions.Orchestrations;

/// <summary>How activities are repeated. Activities are idempotent, so a repetition never pays or writes twice.</summary>
internal static class Retries
{
    /// <summary>Blob and provider calls: five attempts over about a minute.</summary>
    public static TaskOptions Default { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 5, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(30)));
}
