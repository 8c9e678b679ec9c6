using DurableTask.Core.Settings;

namespace FunctionsHost.Local.Durable;

/// <summary>How a <see cref="DurableWorker"/> runs functions.</summary>
internal sealed record DurableWorkerOptions
{
    /// <summary>The longest an activity or one turn of an orchestrator may take; null: unbounded.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <summary>Measures <see cref="FunctionTimeout"/>: real time, even where orchestrations run on a clock of a test.</summary>
    public TimeProvider TimeoutClock { get; init; } = TimeProvider.System;

    /// <summary>How long a stop waits for work under way before it cancels it. What is cancelled runs again at the next start.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The version of new instances, and what the two strategies compare with; null: unversioned.</summary>
    public string? DefaultVersion { get; init; }

    public VersioningSettings.VersionMatchStrategy VersionMatch { get; init; }

    public VersioningSettings.VersionFailureStrategy VersionFailure { get; init; }

    /// <summary>Longer timers are split.</summary>
    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Whether histories repeat the inputs of activities and sub-orchestrations.</summary>
    public bool StoreInputs { get; init; }
}
