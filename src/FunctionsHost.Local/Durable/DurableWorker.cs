using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Settings;
using FunctionsHost.Local.Durable.Histories;
using FunctionsHost.Local.Durable.Orchestrations;
using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable;

/// <summary>
/// Runs orchestrators and activities with the official dispatchers and shims over a backend. Once stopped it cannot be started again.
/// </summary>
internal sealed class DurableWorker : IDisposable
{
    /// <summary>Time for work to give itself back once it is cancelled.</summary>
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(2);

    private readonly DurableBackend _backend;
    private readonly DurableWorkerOptions _options;
    private readonly WorkItemTracker _service;
    private readonly TaskHubWorker _worker;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private bool _isStarted;

    public DurableWorker(DurableBackend backend, IDurableFunctions functions, DurableWorkerOptions options, PayloadLimits payloads,
        TimeProvider timeProvider, ILoggerFactory loggerFactory, IEnumerable<ITurnObserver>? observers = null)
    {
        ITurnObserver[] observing = [.. observers ?? []];
        _backend = backend;
        _options = options;
        _logger = loggerFactory.CreateLogger<DurableWorker>();
        _service = new WorkItemTracker(backend.Service);
        var shims = new DurableTaskShimFactory(Shims(options, payloads), loggerFactory);
        var environment = new OrchestrationEnvironment(shims, payloads, loggerFactory, Wake);
        _worker = new TaskHubWorker(
            _service,
            new OrchestrationManager(functions, environment),
            new ActivityManager(functions, function =>
                shims.CreateActivity(function.Name, new ActivityRun(function, options, payloads, _stopping.Token))),
            Versioning(options),
            loggerFactory)
        { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        var turns = new TurnMiddleware(functions, options, timeProvider, _logger);
        _worker.AddOrchestrationDispatcherMiddleware(async (context, next) =>
        {
            _service.TurnStarted(context.GetProperty<TaskOrchestrationWorkItem>());
            await turns.RunAsync(context, next);
            if (observing.Length == 0) return;
            var ended = RecordedExecution.Of(context.GetProperty<OrchestrationRuntimeState>(), context.GetProperty<OrchestratorExecutionResult>());
            foreach (var observer in observing) observer.TurnEnded(ended);
        });
        _worker.AddActivityDispatcherMiddleware(new ActivityMiddleware(_logger).RunAsync);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_backend.Starting is { } starting) await starting(cancellationToken);
        await _backend.Service.CreateIfNotExistsAsync();
        await _worker.StartAsync();
        _worker.TaskOrchestrationDispatcher.IncludeDetails = true;
        _worker.TaskOrchestrationDispatcher.IncludeParameters = _options.StoreInputs;
        _worker.TaskActivityDispatcher.IncludeDetails = true;
        _isStarted = true;
    }

    /// <summary>
    /// Takes no more work, waits for what is under way as long as <see cref="DurableWorkerOptions.ShutdownGrace"/> and the token
    /// allow, and cancels the rest, which runs again at the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_isStarted) return;
        _isStarted = false;
        await _worker.TaskOrchestrationDispatcher.StopAsync(forced: true);
        await _worker.TaskActivityDispatcher.StopAsync(forced: true);
        if (!await _service.WaitUntilIdleAsync(_options.ShutdownGrace, cancellationToken))
        {
            await _stopping.CancelAsync();
            if (!await _service.WaitUntilIdleAsync(s_lastPatience, cancellationToken))
                _logger.LogWarning("Some activities do not honour their cancellation token; they are left behind and run again at the "
                    + "next start.");
        }

        await StopBackendAsync(cancellationToken);
        if (_backend.Stopped is { } stopped) await stopped(cancellationToken);
    }

    /// <summary>A backend whose storage does not answer may try for minutes to give back what it holds there.</summary>
    private async Task StopBackendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _worker.StopAsync(isForced: true).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("{Backend} did not stop in time and is left behind; what it holds is free again when its leases end.",
                _backend.Name);
        }
    }

    /// <summary>Takes no more work and waits for nothing. For tests that tear the backend away, as the end of a process does.</summary>
    public async Task AbandonAsync()
    {
        _isStarted = false;
        await _worker.TaskOrchestrationDispatcher.StopAsync(forced: true);
        await _worker.TaskActivityDispatcher.StopAsync(forced: true);
    }

    public void Dispose()
    {
        _worker.Dispose();
        _stopping.Dispose();
    }

    private static DurableTaskWorkerOptions Shims(DurableWorkerOptions options, PayloadLimits payloads) => new()
    {
        DataConverter = new PayloadConverter(payloads.Converter),
        EnableEntitySupport = false,
        MaximumTimerInterval = options.MaximumTimerInterval,
        Versioning = new DurableTaskWorkerOptions.VersioningOptions { DefaultVersion = options.DefaultVersion ?? "" },
    };

    private static VersioningSettings? Versioning(DurableWorkerOptions options) => options.DefaultVersion is null ? null : new()
    {
        Version = options.DefaultVersion,
        MatchStrategy = options.VersionMatch,
        FailureStrategy = options.VersionFailure,
    };

    /// <summary>An instance whose code was continued from outside a turn gets one, in which it fails.</summary>
    private async void Wake(string instanceId)
    {
        try
        {
            await _backend.Client.SendTaskOrchestrationMessageAsync(new TaskMessage
            {
                OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId },
                Event = new EventRaisedEvent(-1, null) { Name = InvalidAwait.WakeEvent },
            });
        }
        catch (Exception error)
        {
            _logger.LogWarning(error, "Instance '{InstanceId}' awaits something that is not durable. It could not be told to fail.",
                instanceId);
        }
    }
}
