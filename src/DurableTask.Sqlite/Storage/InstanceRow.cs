using DurableTask.Core;

namespace DurableTask.Sqlite.Storage;

/// <summary>What is known of an instance when it is created.</summary>
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

/// <summary>What a turn changes in the row of its instance. A touch changes times, sizes and the custom status only.</summary>
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
