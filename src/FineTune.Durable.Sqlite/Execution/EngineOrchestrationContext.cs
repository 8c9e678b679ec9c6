using FineTune.Durable.Sqlite.History;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>What an orchestrator sees. Every call that acts becomes a numbered action; all kinds share one counter.</summary>
internal sealed partial class EngineOrchestrationContext(
    ExecutionStarted started,
    string instanceId,
    Payloads payloads,
    ExecutionSettings settings,
    TurnScheduler scheduler) : TaskOrchestrationContext
{
    private readonly Dictionary<int, ActionEvent> _pending = [];
    private readonly Dictionary<int, OpenCall> _open = [];
    private readonly HashSet<int> _cancelledTimers = [];
    private DateTime _now;
    private int _nextId;
    private int _guids;

    public override TaskName Name => started.Name;

    public override string InstanceId => instanceId;

    public override string Version => started.Version;

    public override ParentOrchestrationInstance? Parent { get; } =
        started.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    public override bool IsReplaying => Replaying;

    public override DateTime CurrentUtcDateTime
    {
        get
        {
            EnsureTurnThread();
            return _now;
        }
    }

    internal bool Replaying { get; set; }

    internal EventBuffer Events { get; } = new(payloads.Converter);

    /// <summary>The serialised custom status; null where it was never set or was cleared.</summary>
    internal string? CustomStatus { get; private set; }

    internal NextRound? Next { get; private set; }

    internal bool HasOpenCalls => _open.Count > 0;

    protected override ILoggerFactory LoggerFactory => settings.LoggerFactory;

    public override T? GetInput<T>()
        where T : default
    {
        EnsureTurnThread();
        return payloads.Converter.Deserialize<T>(started.Input);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
        TaskOptions.RefuseAsInput(input, options);
        string? payload = Serialize(input, $"the input of activity '{name}'");
        return WithRetry(options?.Retry, () => Open<TResult>(name, id => new TaskScheduled(id, name, payload)));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        TaskOptions.RefuseAsInput(input, options);
        string? payload = Serialize(input, $"the input of sub-orchestration '{orchestratorName}'");

        // Made once: a retry meets the same instance.
        string childId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Validate(childId);
        string version = options?.Version?.Version ?? settings.DefaultVersion;
        return WithRetry(
            options?.Retry,
            () => Open<TResult>(orchestratorName, id => new SubOrchestrationCreated(id, orchestratorName, childId, version, payload)));
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureTurnThread();
        DateTime due = fireAt.ToUniversalTime();
        while (due - _now > settings.MaximumTimerInterval && !cancellationToken.IsCancellationRequested)
            await OpenTimerUntil(_now + settings.MaximumTimerInterval, cancellationToken);
        await OpenTimerUntil(due, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureTurnThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? text = Serialize(payload, $"the payload of event '{eventName}'");
        Act(id => new EventSent(id, instanceId, eventName, text));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureTurnThread();
        CustomStatus = payloads.Converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        EnsureTurnThread();
        ArgumentNullException.ThrowIfNull(options);
        string? input = Serialize(options.NewInput, $"the new input of orchestration '{Name}'");
        Next = new NextRound(input, options.NewVersion ?? Version, options.PreserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureTurnThread();
        return DeterministicGuid.Create(instanceId, _now, _guids++);
    }

    internal void BeginTurn(DateTime now) => _now = now;

    /// <summary>An action of the history: the replay must have taken it too.</summary>
    internal void Confirm(ActionEvent recorded)
    {
        _pending.Remove(recorded.Id, out ActionEvent? replayed);
        ReplayCheck.Match(recorded, replayed);
    }

    /// <summary>Feeds an answer. False where nothing waits for it: unknown, answered before, or cancelled.</summary>
    internal bool Answer(OutcomeEvent outcome)
    {
        if (!_open.Remove(outcome.Id, out OpenCall? call))
            return false;

        switch (outcome)
        {
            case TaskFailed failed:
                call.Fail(failed.Failure);
                break;
            case SubOrchestrationFailed failed:
                call.Fail(failed.Failure);
                break;
            case TaskCompleted completed:
                call.Complete(completed.Result);
                break;
            case SubOrchestrationCompleted completed:
                call.Complete(completed.Result);
                break;
            default:
                call.Complete(null);
                break;
        }

        return true;
    }

    /// <summary>The actions taken since the last call, by number, and the timers cancelled since.</summary>
    internal (List<ActionEvent> Actions, List<int> CancelledTimers) TakeActions()
    {
        List<ActionEvent> actions = [.. _pending.Values];
        actions.Sort((a, b) => a.Id.CompareTo(b.Id));
        List<int> cancelled = [.. _cancelledTimers];
        _pending.Clear();
        _cancelledTimers.Clear();
        return (actions, cancelled);
    }

    private Task<T> Open<T>(TaskName name, Func<int, ActionEvent> action)
    {
        int id = Act(action);
        var call = new OpenCall<T>(payloads.Converter, name, id);
        _open.Add(id, call);
        return call.Task;
    }

    private Task OpenTimerUntil(DateTime due, CancellationToken cancellationToken)
    {
        int id = Act(number => new TimerCreated(number, due));
        var timer = new OpenTimer();
        _open.Add(id, timer);
        if (cancellationToken.CanBeCanceled)
            cancellationToken.Register((_, token) => Cancel(id, timer, token), null);
        return timer.Task;
    }

    private void Cancel(int id, OpenTimer timer, CancellationToken token)
    {
        // A token cancelled from another thread is no durable decision; the timer stays.
        if (!scheduler.IsTurnThread || !_open.Remove(id))
            return;
        _cancelledTimers.Add(id);
        timer.TryCancel(token);
    }

    private int Act(Func<int, ActionEvent> action)
    {
        EnsureTurnThread();
        int id = _nextId++;
        _pending.Add(id, action(id));
        return id;
    }

    private string? Serialize(object? value, string what) => payloads.Serialize(value, what, quiet: Replaying);

    private void EnsureTurnThread()
    {
        if (!scheduler.IsTurnThread)
            throw InvalidAwait.Create();
    }
}
