using DurableTask.Core;

namespace DurableTask.Sqlite.Storage;

/// <summary>The row of a new instance.</summary>
internal sealed record NewInstanceRow(
    long Key,
    string Id,
    string ExecutionId,
    int Generation,
    string Name,
    string? Version,
    DateTime CreatedAt,
    DateTime? ScheduledAt,
    string? Input,
    string? Tags,
    long? ParentKey,
    string? Parent);

/// <summary>The columns of an instance that a turn changes. A touch changes only times, sizes and the custom status.</summary>
internal sealed record InstanceUpdate(
    string ExecutionId,
    string? Version,
    OrchestrationStatus Status,
    DateTime UpdatedAt,
    DateTime? CompletedAt,
    int Turns,
    long HistoryBytes,
    string? Output,
    string? Failure,
    string? CustomStatus,
    bool IsTouch = false);
