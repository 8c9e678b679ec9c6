namespace FineTune.Durable.Sqlite.Execution;

/// <summary>What ContinueAsNew asked for.</summary>
internal sealed record NextRound(string? Input, string Version, bool PreserveEvents);
