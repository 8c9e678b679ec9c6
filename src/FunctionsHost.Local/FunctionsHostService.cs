using FineTune.Durable.Sqlite.Dispatch;
using FineTune.Durable.Sqlite.Triggers;
using FineTune.Durable.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local;

/// <summary>Starts the engine, then the triggers; stops the triggers, then the engine.</summary>
internal sealed class DurableFunctionsService(
    DurableFunctionsOptions options, HostSettings settings, FunctionCatalog catalog, FunctionRunner runner, SqliteDurableEngine engine,
    BlobReceipts receipts, TimerStatuses timerStatuses, DurableHostStatus status, IServiceProvider services, TimeProvider timeProvider,
    ILoggerFactory loggerFactory) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<DurableFunctionsService>();
    private BlobTriggers? _blobs;
    private TimerTriggers? _timers;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        status.State = DurableHostState.Starting;
        try
        {
            _blobs = CreateBlobTriggers();
            _timers = new TimerTriggers(catalog.OfKind(FunctionKind.Timer).Select(CreateTimer), timerStatuses, timeProvider, loggerFactory);
            await engine.StartAsync(cancellationToken);
            await _timers.StartAsync();
            _blobs?.Start();
        }
        catch
        {
            status.State = DurableHostState.Failed;
            throw;
        }

        status.Blobs = _blobs;
        status.State = DurableHostState.Running;
        _logger.LogInformation("{Count} functions run on the embedded durable host; its database is {Path}.",
            catalog.Functions.Count, engine.Database.Path);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        status.State = DurableHostState.Stopping;
        await Task.WhenAll(_timers?.StopAsync(cancellationToken) ?? Task.CompletedTask, _blobs?.StopAsync(cancellationToken) ?? Task.CompletedTask);
        await engine.StopAsync(cancellationToken);
        status.State = DurableHostState.Stopped;
    }

    public async ValueTask DisposeAsync()
    {
        if (_timers is not null) await _timers.DisposeAsync();
        if (_blobs is not null) await _blobs.DisposeAsync();
    }

    private BlobTriggers? CreateBlobTriggers()
    {
        var functions = catalog.OfKind(FunctionKind.Blob).ToList();
        if (functions.Count == 0) return null;
        var storage = services.GetService<IBlobTriggerStorage>() ?? throw new FunctionConfigurationException(
            "The blob functions of the app cannot be started",
            [$"function '{functions[0].Name}' has a blob trigger, but no blob store was given. Register an {nameof(IBlobTriggerStorage)} in the services."]);
        var blobOptions = new BlobTriggerOptions(
            options.BlobScanInterval, storage.SettleTime ?? options.BlobSettleTime, settings.PoisonBlobThreshold, settings.BlobParallelism);
        return new BlobTriggers(functions.Select(function => new BlobTriggerFunction(function.Name, function.Blob!, Invocation(function))),
            storage, receipts, blobOptions, timeProvider, loggerFactory);
    }

    private TimerTriggerFunction CreateTimer(FunctionDescriptor function)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        return new TimerTriggerFunction(function.Name, function.Timer!, trigger.UseMonitor, trigger.RunOnStartup, Invocation(function));
    }

    private TriggerInvocation Invocation(FunctionDescriptor function) => (trigger, data, stopping) => runner.RunAsync(function, trigger, data, stopping);
}
