using DurableTask.AzureStorage;
using FineTune.Testing;
using FunctionsHost.Local.Durable;
using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests.Hosts;

/// <summary>
/// The official Azure Storage backend on Azurite, each test on a hub of its own. Work that a killed process had taken stays invisible for
/// minutes there, so these hosts are not killed.
/// </summary>
internal sealed class AzureStorageHost : LocalHost
{
    private readonly string _connection;
    private readonly string _hub = $"test{Guid.NewGuid():N}"[..20];
    private AzureStorageOrchestrationService? _service;

    private AzureStorageHost(TestFunctions functions, TestSettings settings, ILoggerFactory loggers, string connection)
        : base(functions, settings, loggers) => _connection = connection;

    protected override TimeProvider Time => TimeProvider.System;

    public static new async Task<AzureStorageHost> StartAsync(TestFunctions functions, TestSettings settings, ILoggerFactory loggers)
    {
        var server = await AzuriteServer.SharedAsync();
        var host = new AzureStorageHost(functions, settings, loggers, server.SharedAccount);
        await host.StartWorkerAsync();
        return host;
    }

    public override Task UntilTimersAsync(string instanceId, int count) =>
        throw new NotSupportedException("There is no clock to wait for.");

    /// <summary>Messages are acknowledged when the queue has them; what they do shows a little later.</summary>
    public override Task SettleAsync() => Task.Delay(500);

    public override Task KillAsync() => throw new NotSupportedException("The messages it held would stay invisible for minutes.");

    public override async ValueTask DisposeAsync()
    {
        await StopWorkerAsync();
        await _service!.DeleteAsync();
    }

    protected override DurableBackend CreateBackend()
    {
        _service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(_connection),
            TaskHubName = _hub,
            PartitionCount = 1,
            MaxConcurrentTaskActivityWorkItems = Settings.MaxConcurrentActivities,
            MaxQueuePollingInterval = TimeSpan.FromMilliseconds(100),
            UseTablePartitionManagement = true,

            // Messages that a stopping host has fetched and not worked on stay invisible for this time: five minutes by default.
            ControlQueueVisibilityTimeout = TimeSpan.FromSeconds(5),
            WorkItemQueueVisibilityTimeout = TimeSpan.FromSeconds(5),
            ThrowExceptionOnInvalidDedupeStatus = true,
            LoggerFactory = Loggers,
        });
        var backend = DurableBackend.From($"Azure Storage ({_hub})", _service);
        return new DurableBackend
        {
            Name = backend.Name,
            Service = backend.Service,
            Client = backend.Client,
            Query = backend.Query,
            Purge = backend.Purge,
            PollInterval = TimeSpan.FromMilliseconds(100),
        };
    }
}
