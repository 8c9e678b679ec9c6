using System.Text.Json.Serialization;

namespace FineTune.Durable.Sqlite.History;

/// <summary>The answer to an <see cref="ActionEvent"/> of the same number. A second answer is ignored.</summary>
public abstract record OutcomeEvent([property: JsonPropertyOrder(-1)] int Id) : HistoryEvent;

public sealed record TaskCompleted(int Id, string? Result) : OutcomeEvent(Id);

public sealed record TaskFailed(int Id, FailureInfo Failure) : OutcomeEvent(Id);

public sealed record TimerFired(int Id) : OutcomeEvent(Id);

public sealed record SubOrchestrationCompleted(int Id, string? Result) : OutcomeEvent(Id);

public sealed record SubOrchestrationFailed(int Id, FailureInfo Failure) : OutcomeEvent(Id);

/// <summary>An event from outside or from another instance.</summary>
public sealed record EventRaised(string Name, string? Input) : HistoryEvent;
