namespace FineTune.Durable.Sqlite.History;

// Messages to an instance that never enter its history as such.

/// <summary>Start the instance (or its next round): becomes <see cref="ExecutionStarted"/> with what the instance row says.</summary>
public sealed record StartRequested : HistoryEvent;

/// <summary>The orchestrator awaited something that is not durable and came back on a thread that is not its own.</summary>
public sealed record ForeignContinuation : HistoryEvent;
