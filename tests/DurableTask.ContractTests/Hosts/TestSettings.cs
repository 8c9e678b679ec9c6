using DurableTask.Core.Settings;

namespace DurableTask.ContractTests.Hosts;

/// <summary>What host.json and its like say.</summary>
internal sealed record TestSettings
{
    public HostKind Kind { get; init; }

    public string? DefaultVersion { get; init; }

    public VersioningSettings.VersionMatchStrategy VersionMatch { get; init; }

    public VersioningSettings.VersionFailureStrategy VersionFailure { get; init; }

    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Measures <see cref="FunctionTimeout"/>; null for real time.</summary>
    public TimeProvider? TimeoutClock { get; init; }

    public int MaxConcurrentActivities { get; init; } = 8;

    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);
}
