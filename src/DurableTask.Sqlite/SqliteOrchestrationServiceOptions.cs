namespace DurableTask.Sqlite;

/// <summary>Settings of a <see cref="SqliteOrchestrationService"/>. They are read once, by its constructor.</summary>
public sealed class SqliteOrchestrationServiceOptions
{
    /// <summary>
    /// The database file. It is created when missing, with its folder. Beside it lie <c>-wal</c> and <c>-shm</c> (SQLite's own), <c>.lock</c> and
    /// <c>.pid</c>. It must be on a local disk: network file systems do not lock reliably.
    /// </summary>
    public required string DatabasePath { get; init; }

    /// <summary>How many orchestrators execute at the same time. Default: 100.</summary>
    public int MaxConcurrentOrchestrations { get; init; } = 100;

    /// <summary>How many activities execute at the same time. Default: 100.</summary>
    public int MaxConcurrentActivities { get; init; } = 100;

    /// <summary>
    /// How long an orchestrator stays in memory while calls of its own are open, so that the next turn continues instead of replaying its
    /// history. Zero turns this off: every turn replays from history. Default: 10 seconds.
    /// </summary>
    public TimeSpan ExtendedSessionIdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many orchestrators stay in memory at most. The next ones replay. Default: 5,000.</summary>
    public int MaxLiveInstances { get; init; } = 5000;

    /// <summary>
    /// How many writes share one commit at most. All that waits shares one commit, so the value matters only under load. Default: 2,000.
    /// </summary>
    public int MaxWritesPerCommit { get; init; } = 2000;

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(DatabasePath);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentOrchestrations);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentActivities);
        ArgumentOutOfRangeException.ThrowIfLessThan(ExtendedSessionIdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLiveInstances);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWritesPerCommit);
    }
}
