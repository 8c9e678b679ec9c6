using FineTune.Durable.Sqlite.Storage;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>How an engine runs. Fixed once it has started.</summary>
public sealed class SqliteDurableEngineOptions
{
    /// <summary>The database file; it and its folder are created where missing.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Activities that run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Orchestrator turns that run at the same time; each has a thread.</summary>
    public int MaxConcurrentOrchestrations { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>The version of new instances that name none.</summary>
    public string DefaultVersion { get; init; } = string.Empty;

    /// <summary>
    /// The longest an activity may run; it then fails. An orchestrator's turn that takes longer fails its instance.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Measures <see cref="FunctionTimeout"/>: real time, even where the engine's own clock is not.</summary>
    public TimeProvider TimeoutClock { get; init; } = TimeProvider.System;

    /// <summary>Replays from the first event on every turn, and keeps no orchestrator in memory between turns.</summary>
    public bool StrictReplay { get; init; }

    /// <summary>Orchestrators kept in memory between turns; those used longest ago are let go and replayed when needed.</summary>
    public int MaxLiveInstances { get; init; } = 1024;

    /// <summary>Longer timers are split into several.</summary>
    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long stopping waits for activities under way. What has not ended by then runs again at the next start.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Further components that keep tables in the same database.</summary>
    public IReadOnlyList<IMigrationSource> Migrations { get; init; } = [];
}
