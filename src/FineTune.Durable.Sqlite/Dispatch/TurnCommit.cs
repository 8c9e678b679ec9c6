using FineTune.Durable.Core.Exceptions;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// One turn, one transaction: the history, what the turn consumed, what it sends out, and the row of the instance. What it
/// sends out takes effect in memory only after the commit.
/// </summary>
internal sealed class TurnCommit : WriteJob
{
    private readonly TurnPlan _plan;
    private readonly List<string> _events;
    private readonly Action<TurnCommit> _committed;
    private readonly Action<TurnCommit, Exception> _failed;

    public TurnCommit(InstanceActor actor, TurnPlan plan, Action<TurnCommit> committed, Action<TurnCommit, Exception> failed)
    {
        Actor = actor;
        _plan = plan;
        _events = plan.NewEvents().ConvertAll(HistoryJson.Write);
        _committed = committed;
        _failed = failed;
    }

    public InstanceActor Actor { get; }

    public TurnPlan Plan => _plan;

    public int EventCount => _events.Count;

    /// <summary>Messages to other instances, and to this one in <see cref="ToSelf"/>.</summary>
    public List<Delivery> Deliveries { get; } = [];

    /// <summary>Messages that the next round begins with, or that come back to this instance.</summary>
    public List<Message> ToSelf { get; } = [];

    /// <summary>The held messages with the rows that now stand for them.</summary>
    public List<Message> Held { get; } = [];

    public override void Committed() => _committed(this);

    public override void Failed(Exception exception) => _failed(this, exception);

    public override void Execute(SqlSession session)
    {
        Deliveries.Clear();
        ToSelf.Clear();
        Held.Clear();

        InstanceState state = _plan.State;
        int events = state.Events + _events.Count;
        bool nextRound = _plan.Completion is Completion.ContinuedAsNew;
        InstanceTable.SaveTurn(session, state.Key, _plan.Status, _plan.Now, nextRound ? 0 : events, _plan.Output, _plan.CustomStatus);

        if (!nextRound)
        {
            for (int i = 0; i < _events.Count; i++)
                HistoryTable.Append(session, state.Key, state.Events + i + 1, _events[i]);
        }

        _plan.Consumed.ForEach(message => Remove(session, state, message));
        foreach (int timer in _plan.CancelledTimers)
            PendingWork.RemoveTimer(session, state.Key, timer);
        if (_plan.IsTerminal)
            PendingWork.Clear(session, state.Key);
        Hold(session, state);

        if (_plan.Completion is Completion.ContinuedAsNew again)
            BeginNextRound(session, state, again);
        _plan.Actions.ForEach(action => Send(session, state, action, nextRound));
        if (_plan.IsTerminal)
            TellOthers(session, state);
    }

    private static void Remove(SqlSession session, InstanceState state, Message message)
    {
        if (message.Seq > 0)
            PendingWork.RemoveMessage(session, message.Seq);
        else if (message.Event is TaskCompleted or TaskFailed)
            PendingWork.RemoveTask(session, state.Key, message.Execution, ((OutcomeEvent)message.Event).Id);
        else if (message.Event is TimerFired timer && message.Execution == state.Execution)
            PendingWork.RemoveTimer(session, state.Key, timer.Id);
    }

    /// <summary>A result that has to wait moves from its task's row to the inbox, so that it is never worked out again.</summary>
    private void Hold(SqlSession session, InstanceState state)
    {
        foreach (Message message in _plan.Held)
        {
            if (message is { Seq: 0, Event: TaskCompleted or TaskFailed })
            {
                Remove(session, state, message);
                Held.Add(message with { Seq = PendingWork.AddMessage(session, state.Key, message.Execution, message.Event) });
            }
            else
            {
                Held.Add(message);
            }
        }
    }

    private void BeginNextRound(SqlSession session, InstanceState state, Completion.ContinuedAsNew again)
    {
        PendingWork.ClearTimers(session, state.Key);
        HistoryTable.Clear(session, state.Key);
        InstanceTable.SaveNextRound(session, state.Key, state.Execution + 1, again.Next.Version, again.Next.Input);
        foreach (HistoryEvent message in (IEnumerable<HistoryEvent>)[new StartRequested(), .. again.Carried])
            ToSelf.Add(new Message(message, 0, PendingWork.AddMessage(session, state.Key, 0, message)));
    }

    private void Send(SqlSession session, InstanceState state, ActionEvent action, bool nextRound)
    {
        switch (action)
        {
            case TaskScheduled task:
                PendingWork.AddTask(session, state.Key, state.Execution, task);
                break;
            case TimerCreated timer when !nextRound && !_plan.CancelledTimers.Contains(timer.Id):
                PendingWork.AddTimer(session, state.Key, state.Execution, timer.Id, timer.FireAt);
                break;
            case SubOrchestrationCreated child:
                StartChild(session, state, child);
                break;
            case EventSent sent when InstanceTable.Find(session, sent.InstanceId) is { IsOpen: true } target:
                Deliver(session, target.Key, 0, new EventRaised(sent.Name, sent.Input));
                break;
        }
    }

    private void StartChild(SqlSession session, InstanceState state, SubOrchestrationCreated child)
    {
        var parent = new ParentLink(state.Key, state.Execution, child.Id, state.Id, state.Name);
        var instance = new NewInstance(child.InstanceId, child.Name, child.Version, child.Input, Parent: parent);
        if (InstanceStarter.TryStart(session, instance, _plan.Now, []) is { Start: { } start } started)
        {
            Deliveries.Add(new Delivery(started.Key, start));
        }
        else
        {
            var taken = new OrchestrationAlreadyExistsException(Texts.AlreadyExists(child.InstanceId));
            Deliver(session, state.Key, state.Execution, new SubOrchestrationFailed(child.Id, FailureInfo.From(taken)));
        }
    }

    private void TellOthers(SqlSession session, InstanceState state)
    {
        if (state.Parent is { } link && InstanceTable.Find(session, link.Key) is { IsOpen: true } parent && parent.Execution == link.Execution)
            Deliver(session, parent.Key, link.Execution, ForParent(link.TaskId));

        if (!_plan.Recurse)
            return;
        List<long> children = session.Query(
            "SELECT key FROM instances WHERE parent_key = $1 AND status IN (0, 6, 7)", row => row.GetInt64(0), state.Key);
        foreach (long child in children)
            Deliver(session, child, 0, new ExecutionTerminated(_plan.Output, Recurse: true));
    }

    private HistoryEvent ForParent(int taskId) => _plan.Completion switch
    {
        Completion.Succeeded done => new SubOrchestrationCompleted(taskId, done.Output),
        Completion.Failed failed => new SubOrchestrationFailed(taskId, failed.Failure),
        _ => new SubOrchestrationFailed(taskId, FailureInfo.Unknown),
    };

    private void Deliver(SqlSession session, long key, int execution, HistoryEvent message) =>
        Deliveries.Add(new Delivery(key, new Message(message, execution, PendingWork.AddMessage(session, key, execution, message))));
}
