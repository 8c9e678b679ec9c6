using DurableTask.Core;

namespace DurableTask.Sqlite.Inspection;

/// <summary>A report about a task hub as of its last commit.</summary>
public sealed record TaskHubReport
{
    /// <summary>The full path of the database file.</summary>
    public required string Path { get; init; }

    /// <summary>The schema version of the file.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The latest schema version that this program knows.</summary>
    public required int KnownSchemaVersion { get; init; }

    /// <summary>The SQLite version of this program.</summary>
    public required string SqliteVersion { get; init; }

    /// <summary>The ID of the process that uses the task hub now; null if none does.</summary>
    public required int? HolderProcessId { get; init; }

    /// <summary>The size of the database file in bytes.</summary>
    public required long DatabaseBytes { get; init; }

    /// <summary>The size of the write-ahead log in bytes. It contains commits that are not in the database file yet.</summary>
    public required long LogBytes { get; init; }

    /// <summary>The number of instances by status. Statuses without instances are omitted.</summary>
    public required IReadOnlyDictionary<OrchestrationStatus, long> Instances { get; init; }

    /// <summary>The instances that have not ended, ordered by instance ID.</summary>
    public required IReadOnlyList<OpenOrchestration> Open { get; init; }

    /// <summary>The number of messages that have not been processed.</summary>
    public required long PendingMessages { get; init; }

    /// <summary>The number of activities that have not completed.</summary>
    public required long PendingActivities { get; init; }

    /// <summary>The number of timers that have not been processed.</summary>
    public required long PendingTimers { get; init; }

    /// <summary>The due time of the next timer, UTC; null if there is none.</summary>
    public required DateTimeOffset? NextTimer { get; init; }

    /// <summary>
    /// Among the open instances that have unprocessed messages or activities, the one that was updated longest ago; null if there is
    /// none. Instances that wait for their scheduled start do not count.
    /// </summary>
    public required OpenOrchestration? OldestPending { get; init; }
}
