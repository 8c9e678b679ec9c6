using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.HostJson;

/// <summary>
/// What the embedded host takes from host.json and from app settings that override it
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

    public int MaxConcurrentActivities { get; init; } = 10;

    public int MaxConcurrentOrchestrations { get; init; } = 10;

    /// <summary>Put before every HTTP route; may be empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>Tries of one blob before it becomes a poison message.</summary>
    public int PoisonBlobThreshold { get; init; } = 5;

    /// <summary>Invocations of one blob function at the same time.</summary>
    public int BlobParallelism { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Minimum log levels by category; <c>default</c> is the fallback.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; } = new Dictionary<string, LogLevel>();
}
