using FineTune.Durable.Sqlite.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.Durable.Sqlite.Inspection;

/// <summary>Compares an app that was composed, but not started, with the database it would go on with.</summary>
public static class HostInspection
{
    /// <summary>The report of the app's database; null where there is none yet.</summary>
    /// <exception cref="FunctionConfigurationException">The functions of the app are wrong.</exception>
    /// <exception cref="InvalidOperationException">The database is damaged.</exception>
    public static EngineReport? Inspect(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _ = services.GetRequiredService<FunctionCatalog>();
        return EngineInspector.Read(services.GetRequiredService<DurableFunctionsOptions>().DatabasePath);
    }

    /// <summary>Why this app cannot go on with an instance: its orchestrator is gone, or it was started by a newer version. Null when it can.</summary>
    public static string? WhyStranded(IServiceProvider services, OpenInstance instance)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(instance);
        if (!services.GetRequiredService<FunctionCatalog>().TryGetOrchestrator(instance.Name, out _))
            return $"its orchestrator '{instance.Name}' does not exist in this version";

        string current = services.GetRequiredService<HostSettings>().DefaultVersion ?? "";
        return VersionOrder.Compare(instance.Version, current) > 0
            ? $"it was started by version {instance.Version}; this is version {(current.Length == 0 ? "(none)" : current)}"
            : null;
    }
}
