using DurableTask.Core.Settings;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.HostJson;

/// <summary>
/// What the local host takes from host.json and from app settings that override it
/// (<c>AzureFunctionsJobHost__extensions__durableTask__...</c>). Defaults are those of the Functions host.
/// </summary>
public sealed record HostSettings
{
    /// <summary>Longest time of one activity, orchestrator turn or trigger invocation; null: unbounded (host.json says -1).</summary>
    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Task hub, with %Setting% replaced.</summary>
    public string HubName { get; init; } = "DurableFunctionsHub";

    /// <summary>Version that new instances get; null: unversioned.</summary>
    public string? DefaultVersion { get; init; }

    /// <summary>
    /// Which versions of instances this host works on, compared with <see cref="DefaultVersion"/>. Not used without one.
    /// </summary>
    public VersioningSettings.VersionMatchStrategy VersionMatchStrategy { get; init; } =
        VersioningSettings.VersionMatchStrategy.CurrentOrOlder;

    /// <summary>What happens to instances of other versions: they wait for a host that matches, or fail.</summary>
    public VersioningSettings.VersionFailureStrategy VersionFailureStrategy { get; init; } =
        VersioningSettings.VersionFailureStrategy.Reject;

    /// <summary>Whether histories repeat the inputs of activities and sub-orchestrations.</summary>
    public bool StoreInputsInHistory { get; init; }

    public int MaxConcurrentActivities { get; init; } = 10;

    public int MaxConcurrentOrchestrations { get; init; } = 10;

    /// <summary>
    /// The single values of <c>extensions.durableTask.storageProvider</c>, by name, as text: for whoever makes the backend. The host
    /// itself uses none of them.
    /// </summary>
    public IReadOnlyDictionary<string, string> StorageProvider { get; init; } = new Dictionary<string, string>();

    /// <summary>Put before every HTTP route; may be empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>Tries of one blob before it becomes a poison message.</summary>
    public int PoisonBlobThreshold { get; init; } = 5;

    /// <summary>Invocations of one blob function at the same time.</summary>
    public int BlobParallelism { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Minimum log levels by category; <c>default</c> is the fallback.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; } = new Dictionary<string, LogLevel>();
}
