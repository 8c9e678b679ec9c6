using DurableTask.AzureStorage;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.HostJson;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>Orchestrations in the official Azure Storage backend: for several hosts on one account.</summary>
internal static class AzureStorageEngine
{
    /// <summary>Waiting for an end asks the instance table; more often than this costs more than it gains.</summary>
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>An emulator bills nothing for polling: work need not wait longer than this.</summary>
    private static readonly TimeSpan _emulatorPolling = TimeSpan.FromMilliseconds(500);

    /// <param name="workerId">The same after a restart of this host, different from every other host on the hub.</param>
    public static DurableBackend Create(StorageAccount account, string workerId, HostSettings settings, IServiceProvider services)
    {
        var provider = new StorageProviderSettings(settings.StorageProvider);
        var service = new AzureStorageOrchestrationService(Settings(account, workerId, settings, provider, services));
        provider.ThrowIfWrong();
        var backend = DurableBackend.From($"Azure Storage ({account.Choice.Display}, hub {settings.HubName})", service);
        return new DurableBackend
        {
            Name = backend.Name,
            Service = backend.Service,
            Client = backend.Client,
            Query = backend.Query,
            Purge = backend.Purge,
            PollInterval = _pollInterval,
            Starting = cancellationToken => StorageProbe.CheckAsync(account, cancellationToken),
        };
    }

    private static AzureStorageOrchestrationServiceSettings Settings(
        StorageAccount account, string workerId, HostSettings settings, StorageProviderSettings provider, IServiceProvider services)
    {
        var defaults = new AzureStorageOrchestrationServiceSettings();
        var polling = provider.Time("maxQueuePollingInterval", defaults.MaxQueuePollingInterval);
        return new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = account.Clients,
            TaskHubName = settings.HubName,
            AppName = settings.HubName,
            WorkerId = workerId,
            PartitionCount = provider.Count("partitionCount", defaults.PartitionCount),
            MaxConcurrentTaskActivityWorkItems = settings.MaxConcurrentActivities,
            MaxConcurrentTaskOrchestrationWorkItems = settings.MaxConcurrentOrchestrations,
            ControlQueueBatchSize = provider.Count("controlQueueBatchSize", defaults.ControlQueueBatchSize),
            ControlQueueBufferThreshold = provider.Count("controlQueueBufferThreshold", defaults.ControlQueueBufferThreshold),
            ControlQueueVisibilityTimeout = provider.Time("controlQueueVisibilityTimeout", defaults.ControlQueueVisibilityTimeout),
            WorkItemQueueVisibilityTimeout = provider.Time("workItemQueueVisibilityTimeout", defaults.WorkItemQueueVisibilityTimeout),
            MaxQueuePollingInterval = account.Choice.IsEmulator && polling > _emulatorPolling ? _emulatorPolling : polling,
            UseAppLease = provider.Flag("useAppLease", defaults.UseAppLease),
            UseTablePartitionManagement = provider.Flag("useTablePartitionManagement", defaults.UseTablePartitionManagement),
            ThrowExceptionOnInvalidDedupeStatus = true,
            LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
        };
    }
}
