namespace DurableTask.Sqlite;

/// <summary>Options of a <see cref="SqliteOrchestrationService"/>.</summary>
public sealed class SqliteOrchestrationServiceOptions
{
    /// <summary>
    /// The path of the database file. The file and its folder are created if they do not exist. The files with the suffixes
    /// <c>-wal</c>, <c>-shm</c>, <c>.lock</c> and <c>.pid</c> belong to it. Use a local disk: network file systems do not lock
    /// reliably.
    /// </summary>
    public required string DatabasePath { get; init; }

    /// <summary>The maximum number of orchestrator turns that execute at the same time. The default is 100.</summary>
    public int MaxConcurrentOrchestrations { get; init; } = 100;

    /// <summary>The maximum number of activities that execute at the same time. The default is 100.</summary>
    public int MaxConcurrentActivities { get; init; } = 100;

    /// <summary>
    /// How long an orchestrator stays in memory while it waits for its activities and sub-orchestrations, so that the next turn
    /// continues without a replay. An orchestrator that waits only for timers or events is unloaded at once. Zero disables extended
    /// sessions: every turn replays the history. The default is 10 seconds.
    /// </summary>
    public TimeSpan ExtendedSessionIdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum number of orchestrators in memory; further ones replay their history. The default is 5,000.</summary>
    public int MaxLiveInstances { get; init; } = 5000;

    /// <summary>
    /// The maximum number of writes in one commit. All waiting writes share a commit, so this matters only under load. The default
    /// is 2,000.
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
