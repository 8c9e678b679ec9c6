namespace FineTune.Durable;

/// <summary>What a retry handler knows about the failure it is asked about.</summary>
/// <param name="OrchestrationContext">The context of the orchestration that made the call.</param>
/// <param name="LastAttemptNumber">The number of the attempt that failed; the first attempt is 1.</param>
/// <param name="LastFailure">What went wrong in that attempt.</param>
/// <param name="TotalRetryTime">Orchestration time since the first attempt was scheduled.</param>
/// <param name="CancellationToken">Cancelled when the call is given up.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
