namespace FineTune.Durable.Worker;

/// <summary>
/// The retries of one invocation by the host. It stands beside <see cref="Durable.RetryContext"/>, the retries of a durable call:
/// code that imports both namespaces must say which one it means.
/// </summary>
public abstract class RetryContext
{
    /// <summary>Retries so far.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Retries allowed.</summary>
    public abstract int MaxRetryCount { get; }
}
