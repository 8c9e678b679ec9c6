using DurableTask.Core;

namespace DurableTask.Sqlite.Inspection;

/// <summary>An instance that has not ended.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Name">The name of its orchestrator.</param>
/// <param name="Version">The version it was started with; null or empty where it had none.</param>
/// <param name="Status">Pending, running or suspended.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its last turn was committed, UTC.</param>
/// <param name="ParentInstanceId">The instance that called it; null for a root.</param>
/// <param name="HistoryBytes">How large its history is.</param>
public sealed record OpenOrchestration(
    string InstanceId,
    string Name,
    string? Version,
    OrchestrationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ParentInstanceId,
    long HistoryBytes);
