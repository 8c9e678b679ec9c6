using DurableTask.Core;
using Microsoft.DurableTask;

namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>
/// One replay of an orchestrator, alive for one turn, or for several where the backend keeps sessions. It puts the official shim
/// around the function once the dispatcher has said who the parent is, keeps the code on the thread of the turn, and notices
/// when it leaves: then nothing durable will ever continue it, and the instance must fail instead of waiting for ever.
/// </summary>
internal sealed class OrchestrationRun(TaskName name, IOrchestratorFunction function, OrchestrationEnvironment environment)
    : TaskOrchestration
{
    private readonly Lock _lock = new();
    private TaskOrchestration? _shim;
    private Task<string?>? _result;
    private string? _instanceId;
    private int _openCalls;
    private int _turnThread;
    private bool _strayed;
    private volatile bool _abandoned;

    public OrchestrationEnvironment Environment => environment;

    /// <summary>Known to the dispatcher only; set before the first turn.</summary>
    public ParentOrchestrationInstance? Parent { get; set; }

    /// <summary>The serialised custom status.</summary>
    public string? CustomStatus { get; set; }

    /// <summary>Whether the code has called ContinueAsNew.</summary>
    public bool ContinuesAsNew { get; set; }

    public bool IsTurnThread => _turnThread == System.Environment.CurrentManagedThreadId && !_abandoned;

    /// <summary>
    /// Whether the code has left the thread of its turn: it was continued from elsewhere, or it waits and no call is open that
    /// could continue it. Asked after a turn.
    /// </summary>
    public bool HasStrayed
    {
        get
        {
            lock (_lock) return _strayed || (_result is { IsCompleted: false } && _openCalls == 0);
        }
    }

    /// <summary>Runs a turn on this thread.</summary>
    public void RunTurn(Func<Task> turn)
    {
        lock (_lock) _turnThread = System.Environment.CurrentManagedThreadId;
        try
        {
            // The dispatcher runs a turn without awaiting anything, so the task has ended when it is returned.
            turn().GetAwaiter().GetResult();
        }
        finally
        {
            lock (_lock) _turnThread = 0;
        }
    }

    /// <summary>A turn took too long; whatever its thread may still do, the calls of the context fail.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>Something that is not durable tried to continue the code.</summary>
    public void Stray()
    {
        lock (_lock)
        {
            if (_strayed || _abandoned) return;
            _strayed = true;

            // A turn under way looks at its end; nobody would look at an instance that sleeps.
            if (_turnThread != 0) return;
        }

        environment.Wake(_instanceId!);
    }

    public void CallOpened() => _openCalls++;

    public void CallClosed() => _openCalls--;

    public override Task<string?> Execute(OrchestrationContext context, string? input)
    {
        _instanceId = context.OrchestrationInstance.InstanceId;

        // Core restores the thread's own at the end of the turn; continuations come back to the one that was here at their await.
        SynchronizationContext.SetSynchronizationContext(new TurnSynchronizationContext(this));
        _shim = environment.Shims.CreateOrchestration(name, new Code(this, function, input), Parent);
        return _result = _shim.Execute(context, null);
    }

    public override void RaiseEvent(OrchestrationContext context, string name, string? input)
    {
        if (name == InvalidAwait.WakeEvent) _strayed = true;
        else _shim!.RaiseEvent(context, name, input);
    }

    /// <summary>The word null where there is none: a missing status would leave that of the round before in place.</summary>
    /// <exception cref="FunctionTimeoutException">
    /// The turn was abandoned. Core asks last for the status: so the turn yields no result, which would take the place of the failure.
    /// </exception>
    public override string GetStatus() => _abandoned
        ? throw new FunctionTimeoutException("The turn took too long and was abandoned.") : CustomStatus ?? "null";

    private sealed class Code(OrchestrationRun run, IOrchestratorFunction function, string? input) : ITaskOrchestrator
    {
        public Type InputType => typeof(object);

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? _)
        {
            var result = await function.InvokeAsync(new LocalOrchestrationContext(context, run, input));
            return run.Environment.Serialize(result, $"the output of orchestration '{context.Name}'", context.IsReplaying);
        }
    }
}
