using System.Text.Json;
using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>Turns the messages of an instance into one turn: runs the orchestrator and says what has to be committed.</summary>
internal sealed class TurnProcessor(
    SqliteDatabase database,
    IFunctionCatalog catalog,
    Payloads payloads,
    ExecutionSettings settings,
    TimeProvider clock,
    ILogger logger,
    Action<Delivery> deliver)
{
    private const string UnsetStatus = "null";

    /// <summary>Null where there is nothing to commit: the instance has ended or is gone, or there is no news.</summary>
    public TurnPlan? Process(InstanceActor actor, List<Message> messages)
    {
        InstanceState? state = actor.State ??= Load(actor.Key);
        if (state is null)
            return null;

        var plan = new TurnPlan(state, clock.GetUtcNow().UtcDateTime);
        List<Message> waiting = [.. state.Held];
        (ExecutionTerminated? terminated, bool strayed) = Sort(plan, waiting, messages);
        List<HistoryEvent> facts = terminated is null && !strayed ? TakeFacts(plan, waiting) : [];

        if (terminated is not null)
            plan.End(new Completion.Terminated(terminated.Output), terminated.Recurse);
        else if (strayed)
            plan.End(new Completion.Failed(FailureInfo.From(InvalidAwait.Create())));
        else if (facts.Count > 0)
            Run(plan, facts);

        plan.Held = terminated is null && !strayed ? plan.Held : [];
        Log(plan);
        return plan.HasChanges ? plan : null;
    }

    /// <summary>Fails an instance from outside, as its history stands. Null where it has ended or is gone.</summary>
    public TurnPlan? Fail(InstanceActor actor, Exception cause)
    {
        if ((actor.State = Load(actor.Key)) is not { } state)
            return null;

        var plan = new TurnPlan(state, clock.GetUtcNow().UtcDateTime);
        plan.End(new Completion.Failed(FailureInfo.From(cause)));
        Log(plan);
        return plan;
    }

    private void Log(TurnPlan plan)
    {
        if (plan.Completion is Completion.Failed failed)
            logger.LogError("Orchestration '{Name}' of instance {InstanceId} failed: {ErrorType}.", plan.State.Name, plan.State.Id, failed.Failure.Type);
    }

    private InstanceState? Load(long key) =>
        database.ReadSession(session => InstanceTable.Find(session, key)) is { IsOpen: true } row ? new InstanceState(row) : null;

    /// <summary>Handles what steers the instance; everything else goes to <paramref name="waiting"/>.</summary>
    private static (ExecutionTerminated? Terminated, bool Strayed) Sort(TurnPlan plan, List<Message> waiting, List<Message> messages)
    {
        ExecutionTerminated? terminated = null;
        bool strayed = false;
        foreach (Message message in messages)
        {
            if (message.Execution != 0 && message.Execution != plan.State.Execution)
            {
                plan.Consume(message);
                continue;
            }

            switch (message.Event)
            {
                case ExecutionTerminated order:
                    plan.Consume(message);
                    plan.Record(order);
                    terminated ??= order;
                    break;
                case ExecutionSuspended order:
                    plan.Consume(message);
                    if (plan.Status != OrchestrationRuntimeStatus.Suspended)
                        plan.Steer(order, OrchestrationRuntimeStatus.Suspended, order.Reason);
                    break;
                case ExecutionResumed order:
                    plan.Consume(message);
                    if (plan.Status == OrchestrationRuntimeStatus.Suspended)
                        plan.Steer(order, plan.State.IsStarted ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending, null);
                    break;
                case ForeignContinuation:
                    strayed = true;
                    break;
                default:
                    waiting.Add(message);
                    break;
            }
        }

        return (terminated, strayed);
    }

    /// <summary>The facts to feed now. While suspended, or before the start, they are held.</summary>
    private static List<HistoryEvent> TakeFacts(TurnPlan plan, List<Message> waiting)
    {
        int start = plan.State.IsStarted ? -1 : waiting.FindIndex(m => m.Event is StartRequested or TimerFired { Id: TimerQueue.StartTimer });
        if (plan.Status == OrchestrationRuntimeStatus.Suspended || (!plan.State.IsStarted && start < 0))
        {
            plan.Held = waiting;
            return [];
        }

        List<HistoryEvent> facts = [];
        if (start >= 0)
            facts.Add(new ExecutionStarted(plan.State.Name, plan.State.Version, plan.State.Input, plan.State.Parent));
        foreach (Message message in waiting)
        {
            plan.Consume(message);
            if (message.Event is not (StartRequested or TimerFired { Id: TimerQueue.StartTimer }))
                facts.Add(message.Event);
        }

        return facts;
    }

    private void Run(TurnPlan plan, List<HistoryEvent> facts)
    {
        InstanceState state = plan.State;
        if (state.Live is null && !TryRevive(state))
        {
            plan.Record(facts);
            plan.End(new Completion.Failed(FailureInfo.Unknown, UnknownOrchestrator(state.Name)));
            return;
        }

        TurnOutcome outcome = state.Live!.Turn(plan.Now, facts);
        if (outcome.Accepted.Count < facts.Count)
            logger.LogDebug("Instance {InstanceId} was told {Count} things that it does not wait for; they were ignored.", state.Id, facts.Count - outcome.Accepted.Count);
        plan.Apply(outcome, outcome.CustomStatus ?? UnsetStatus);
    }

    private bool TryRevive(InstanceState state)
    {
        if (!catalog.TryGetOrchestrator(state.Name, out IOrchestratorFunction? function))
            return false;

        var stray = new Delivery(state.Key, new Message(new ForeignContinuation(), state.Execution));
        state.Live = new OrchestrationExecution(function, state.Id, payloads, settings, () => deliver(stray));
        if (state.Events > 0)
            state.Live.Replay(database.ReadSession(session => HistoryTable.Read(session, state.Key)));
        return true;
    }

    /// <summary>The text of the Functions host: which orchestrators there are is all the help it gives.</summary>
    private string UnknownOrchestrator(string name)
    {
        string known = catalog.OrchestratorNames.Count == 0
            ? "No orchestrator functions are currently registered!"
            : $"The following are the known orchestrator functions: '{string.Join("', '", catalog.OrchestratorNames)}'.";
        string message = $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: {known}";
        return $$"""{"message":{{JsonSerializer.Serialize(message, JsonText.Relaxed)}}}""";
    }
}
