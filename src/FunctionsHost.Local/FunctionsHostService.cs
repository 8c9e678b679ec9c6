using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.Invocation;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers;
using FunctionsHost.Local.Triggers.Blobs;
using FunctionsHost.Local.Triggers.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local;

/// <summary>Starts the durable worker, then the triggers; stops the triggers, then the worker.</summary>
internal sealed class FunctionsHostService(
    FunctionsHostOptions options, HostSettings settings, FunctionCatalog catalog, FunctionRunner runner, DurableWorker worker,
    DurableBackend backend, IHostStateStore store, PoisonMessages poison, IHostLease lease, FunctionsHostStatus status,
    IServiceProvider services, TimeProvider timeProvider, ILoggerFactory loggerFactory) : IHostedService, IDisposable
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<FunctionsHostService>();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        status.State = FunctionsHostState.Starting;
        try
        {
            var storage = FindBlobStorage();
            WarnOfForgetfulness();
            await worker.StartAsync(cancellationToken);
            status.Triggers = new LeasedTriggers(lease, () => CreateTriggers(storage), timeProvider,
                loggerFactory.CreateLogger<LeasedTriggers>());
            await status.Triggers.StartAsync(cancellationToken);
        }
        catch
        {
            status.State = FunctionsHostState.Failed;
            await worker.StopAsync(CancellationToken.None);
            throw;
        }

        status.State = FunctionsHostState.Running;
        _logger.LogInformation("{Count} functions run in this process; orchestrations are kept in {Backend}.", catalog.Functions.Count,
            backend.Name);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        status.State = FunctionsHostState.Stopping;
        if (status.Triggers is { } triggers) await triggers.StopAsync(cancellationToken);
        await worker.StopAsync(cancellationToken);
        status.State = FunctionsHostState.Stopped;
    }

    public void Dispose() => status.Triggers?.Dispose();

    private IBlobTriggerStorage? FindBlobStorage()
    {
        if (catalog.OfKind(FunctionKind.Blob).FirstOrDefault() is not { } function) return null;
        return services.GetService<IBlobTriggerStorage>() ?? throw new FunctionConfigurationException(
            "The blob functions of the app cannot be started",
            [$"function '{function.Name}' has a blob trigger, but no blob store was given. Register an {nameof(IBlobTriggerStorage)} "
                + "in the services."]);
    }

    private void WarnOfForgetfulness()
    {
        var triggered = catalog.Functions.Where(function => function.Kind is FunctionKind.Blob or FunctionKind.Timer).ToList();
        if (store is not MemoryHostStateStore || triggered.Count == 0) return;
        _logger.LogWarning(
            "The state of triggers is kept in memory: after a restart every blob runs again and missed timers are not noticed. Register "
            + "an {Store}, for example {Folder}, in the services.", nameof(IHostStateStore), nameof(FolderHostStateStore));
    }

    private TriggerSet CreateTriggers(IBlobTriggerStorage? storage) => new(
        storage is null ? null : CreateBlobTriggers(storage),
        new TimerTriggers(catalog.OfKind(FunctionKind.Timer).Select(CreateTimer), new TimerStatuses(store), timeProvider, loggerFactory));

    private BlobTriggers CreateBlobTriggers(IBlobTriggerStorage storage)
    {
        var functions = catalog.OfKind(FunctionKind.Blob)
            .Select(function => new BlobTriggerFunction(function.Name, function.Blob!, Invocation(function)));
        var blobOptions = new BlobTriggerOptions(
            options.BlobScanInterval, storage.SettleTime ?? options.BlobSettleTime, settings.PoisonBlobThreshold,
            settings.BlobParallelism);
        var receipts = new BlobReceipts(store, poison, timeProvider, loggerFactory.CreateLogger<BlobReceipts>());
        return new BlobTriggers(functions, storage, receipts, blobOptions, timeProvider, loggerFactory);
    }

    private TimerTriggerFunction CreateTimer(FunctionDescriptor function)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        return new TimerTriggerFunction(function.Name, function.Timer!, trigger.UseMonitor, trigger.RunOnStartup, Invocation(function));
    }

    private TriggerInvocation Invocation(FunctionDescriptor function) => (trigger, data, stopping) =>
        runner.RunAsync(function, trigger, data, stopping);
}
