using DurableTask.Core;

namespace DurableTask.Sqlite.Inspection;

/// <summary>What a database holds, as of its last commit.</summary>
public sealed record TaskHubReport
{
    /// <summary>The full path of the database file.</summary>
    public required string Path { get; init; }

    /// <summary>The version of the schema in the file.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The newest version of the schema that this program knows.</summary>
    public required int KnownSchemaVersion { get; init; }

    /// <summary>The version of SQLite in this process.</summary>
    public required string SqliteVersion { get; init; }

    /// <summary>The process that runs the engine on this database now; null when none does. Read from the file beside it.</summary>
    public required int? HolderProcessId { get; init; }

    /// <summary>Bytes of the database file.</summary>
    public required long DatabaseBytes { get; init; }

    /// <summary>Bytes of the write-ahead log beside it; part of the data until SQLite has moved it into the file.</summary>
    public required long LogBytes { get; init; }

    /// <summary>How many instances there are in each status; a status without instances is left out.</summary>
    public required IReadOnlyDictionary<OrchestrationStatus, long> Instances { get; init; }

    /// <summary>Instances that have not ended, by id.</summary>
    public required IReadOnlyList<OpenOrchestration> Open { get; init; }

    /// <summary>Messages that no turn has consumed yet.</summary>
    public required long PendingMessages { get; init; }

    /// <summary>Activities that have not answered yet.</summary>
    public required long PendingActivities { get; init; }

    /// <summary>Timers that have not been consumed yet.</summary>
    public required long PendingTimers { get; init; }

    /// <summary>When the next timer is due, UTC; null without timers. In the past when it waits for its turn.</summary>
    public required DateTimeOffset? NextTimer { get; init; }

    /// <summary>The instance that has not ended and was changed longest ago, leaving aside those that only wait for a timer or their start; null when there is none.</summary>
    public required OpenOrchestration? OldestPending { get; init; }
}
