using DurableTask.Core;

namespace DurableTask.Sqlite.Inspection;

/// <summary>An instance that has not ended.</summary>
/// <param name="InstanceId">The instance ID.</param>
/// <param name="Name">The name of the orchestrator.</param>
/// <param name="Version">The version of the instance; null or empty if it has none.</param>
/// <param name="Status">Pending, running or suspended.</param>
/// <param name="CreatedAt">The creation time, UTC.</param>
/// <param name="UpdatedAt">The time of the last committed turn, UTC.</param>
/// <param name="ParentInstanceId">The instance ID of the parent; null for a root instance.</param>
/// <param name="HistoryBytes">The size of the stored history in bytes.</param>
public sealed record OpenOrchestration(
    string InstanceId,
    string Name,
    string? Version,
    OrchestrationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ParentInstanceId,
    long HistoryBytes);
