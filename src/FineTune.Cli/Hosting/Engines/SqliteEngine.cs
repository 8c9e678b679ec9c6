using DurableTask.Sqlite;
using FineTune.Cli.Data;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.HostJson;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>Orchestrations in one file of the data folder: for one process.</summary>
internal static class SqliteEngine
{
    /// <summary>
    /// Turns only compute, and turns that commit together share a write to the disk: many at once are faster than the few that
    /// host.json allows with Azure Storage in mind.
    /// </summary>
    private const int MinConcurrentOrchestrations = 100;

    public static DurableBackend Create(DataFolder data, HostSettings settings, IServiceProvider services)
    {
        var service = new SqliteOrchestrationService(
            new SqliteOrchestrationServiceOptions
            {
                DatabasePath = data.EngineDatabase,
                MaxConcurrentActivities = settings.MaxConcurrentActivities,
                MaxConcurrentOrchestrations = Math.Max(MinConcurrentOrchestrations, settings.MaxConcurrentOrchestrations),
            },
            services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<TimeProvider>());
        service.Faulted += (_, _) => StopHost(services);
        return new DurableBackend
        {
            Name = $"SQLite ({data.EngineDatabase})",
            Service = service,
            Client = service,
            Query = service,
            Purge = service,
            TerminateRecursively = (instance, output) => service.TerminateAsync(instance, output, recursive: true),
            PurgeRecursively = instance => service.PurgeAsync(instance, recursive: true),
        };
    }

    /// <summary>Nothing more can be written; what is committed is safe. The fault is in the log. Not on the writer's thread, which stopping waits for.</summary>
    private static void StopHost(IServiceProvider services) => Task.Run(services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
}
