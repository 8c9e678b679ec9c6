namespace FineTune.Durable;

/// <summary>
/// Decides after each failed attempt whether there is another. Handlers are orchestrator code: they must be deterministic.
/// There is no delay between attempts; a handler that wants one is an <see cref="AsyncRetryHandler"/> with a durable timer.
/// </summary>
/// <param name="retryContext">What failed, how often, and for how long it has been tried.</param>
/// <returns>True to try again; false to let the failure reach the caller.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
