namespace FineTune.Durable.Sqlite.History;

/// <summary>A turn began; its time is the orchestrator's clock until the next turn.</summary>
public sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent;

public sealed record ExecutionStarted(string Name, string Version, string? Input, ParentLink? Parent) : HistoryEvent;

/// <param name="Status">The name of the final runtime status.</param>
/// <param name="Output">The serialised result, or the text of the failure.</param>
/// <param name="Failure">What failed, with its causes; null unless the status is Failed.</param>
public sealed record ExecutionCompleted(string Status, string? Output, FailureInfo? Failure) : HistoryEvent;

/// <param name="Output">The serialised output given by whoever terminated.</param>
/// <param name="Recurse">Whether the children under way are terminated too.</param>
public sealed record ExecutionTerminated(string? Output, bool Recurse) : HistoryEvent;

public sealed record ExecutionSuspended(string? Reason) : HistoryEvent;

public sealed record ExecutionResumed(string? Reason) : HistoryEvent;

/// <summary>Who waits for a sub-orchestration: the instance, its round of ContinueAsNew and the number of the call.</summary>
public sealed record ParentLink(long Key, int Execution, int TaskId, string InstanceId, string Name);
