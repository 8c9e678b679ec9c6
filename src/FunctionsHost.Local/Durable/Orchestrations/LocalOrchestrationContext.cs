using FunctionsHost.Local.Durable.Client;
using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>
/// The official context with what it leaves to its host: input of any type, calls from the orchestrator's own thread only, payload
/// limits, and the count of open calls.
/// </summary>
internal sealed class LocalOrchestrationContext(TaskOrchestrationContext inner, OrchestrationRun run, string? input)
    : TaskOrchestrationContext
{
    public override TaskName Name => inner.Name;

    public override string InstanceId => inner.InstanceId;

    public override string Version => inner.Version;

    public override ParentOrchestrationInstance? Parent => inner.Parent;

    public override DateTime CurrentUtcDateTime => inner.CurrentUtcDateTime;

    public override bool IsReplaying => inner.IsReplaying;

    public override IReadOnlyDictionary<string, object?> Properties => inner.Properties;

    public override TaskOrchestrationEntityFeature Entities => inner.Entities;

    protected override ILoggerFactory LoggerFactory => run.Environment.LoggerFactory;

    public override T? GetInput<T>()
        where T : default
    {
        EnsureTurnThread();
        return input is null ? default : run.Environment.Payloads.Converter.Deserialize<T>(input);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
        return Open(inner.CallActivityAsync<TResult>(name, Serialize(input, options, $"the input of activity '{name}'"), Wrap(options)));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        if (options is SubOrchestrationOptions { InstanceId: { } id }) InstanceIds.Validate(id);
        var payload = Serialize(input, options, $"the input of sub-orchestration '{orchestratorName}'");
        return Open(inner.CallSubOrchestratorAsync<TResult>(orchestratorName, payload, Wrap(options)));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureTurnThread();
        return Open(inner.CreateTimer(fireAt, cancellationToken));
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return Open(inner.WaitForExternalEvent<T>(eventName, cancellationToken));
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        inner.SendEvent(instanceId, eventName, Serialize(payload, $"the payload of event '{eventName}'"));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureTurnThread();
        run.CustomStatus = run.Environment.Payloads.Converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        EnsureTurnThread();
        ArgumentNullException.ThrowIfNull(options);
        inner.ContinueAsNew(new ContinueAsNewOptions
        {
            NewInput = Serialize(options.NewInput, $"the new input of orchestration '{Name}'"),
            NewVersion = options.NewVersion,
            PreserveUnprocessedEvents = options.PreserveUnprocessedEvents,
        });
        run.ContinuesAsNew = true;
    }

    public override Guid NewGuid()
    {
        EnsureTurnThread();
        return inner.NewGuid();
    }

    /// <summary>Options given as the input go through as they are: the official context refuses them with an explanation.</summary>
    private object? Serialize(object? value, TaskOptions? options, string what) =>
        value is TaskOptions && options is null ? value : Serialize(value, what);

    private SerializedPayload Serialize(object? value, string what) => run.Environment.Serialize(value, what, IsReplaying);

    /// <summary>A retry handler is orchestrator code: it must see this context, not the one beneath.</summary>
    private TaskOptions? Wrap(TaskOptions? options) => options?.Retry?.Handler is { } handler
        ? options with { Retry = TaskRetryOptions.FromRetryHandler(retry => handler(retry with { OrchestrationContext = this })) }
        : options;

    private async Task Open(Task call)
    {
        run.CallOpened();
        try
        {
            await call;
        }
        finally
        {
            run.CallClosed();
        }
    }

    private async Task<T> Open<T>(Task<T> call)
    {
        run.CallOpened();
        try
        {
            return await call;
        }
        finally
        {
            run.CallClosed();
        }
    }

    private void EnsureTurnThread()
    {
        if (!run.IsTurnThread) throw InvalidAwait.Create();
    }
}
