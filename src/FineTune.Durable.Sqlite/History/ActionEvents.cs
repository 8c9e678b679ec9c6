using System.Text.Json.Serialization;

namespace FineTune.Durable.Sqlite.History;

/// <summary>What an orchestrator does to the outside; <see cref="Id"/> counts all kinds together, in the order of the calls.</summary>
public abstract record ActionEvent([property: JsonPropertyOrder(-1)] int Id) : HistoryEvent;

public sealed record TaskScheduled(int Id, string Name, string? Input) : ActionEvent(Id);

public sealed record TimerCreated(int Id, DateTime FireAt) : ActionEvent(Id);

public sealed record SubOrchestrationCreated(int Id, string Name, string InstanceId, string Version, string? Input) : ActionEvent(Id);

public sealed record EventSent(int Id, string InstanceId, string Name, string? Input) : ActionEvent(Id);
