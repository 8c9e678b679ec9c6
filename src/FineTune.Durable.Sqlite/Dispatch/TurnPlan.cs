using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>All that one turn changes. Built by the turn, written by <see cref="TurnCommit"/> in one transaction.</summary>
internal sealed class TurnPlan(InstanceState state, DateTime now)
{
    private readonly List<HistoryEvent> _steering = [];
    private readonly List<HistoryEvent> _facts = [];
    private bool _ran;
    private bool _steered;

    public InstanceState State => state;

    public DateTime Now => now;

    public OrchestrationRuntimeStatus Status { get; private set; } = state.Status;

    public string? Output { get; private set; } = state.Output;

    public string? CustomStatus { get; private set; } = state.CustomStatus;

    public Completion? Completion { get; private set; }

    /// <summary>Whether the end takes the children along.</summary>
    public bool Recurse { get; private set; }

    public List<Message> Consumed { get; } = [];

    public List<Message> Held { get; set; } = [];

    public List<ActionEvent> Actions { get; private set; } = [];

    public List<int> CancelledTimers { get; private set; } = [];

    public bool HasChanges => _ran || _steered || Consumed.Count > 0 || Held.Any(m => m.Seq == 0) || Held.Count != state.Held.Count;

    /// <summary>Whether the instance has ended for good.</summary>
    public bool IsTerminal => Completion is not (null or Completion.ContinuedAsNew);

    public void Consume(Message message) => Consumed.Add(message);

    public void Record(HistoryEvent steering) => _steering.Add(steering);

    public void Record(IEnumerable<HistoryEvent> facts) => _facts.AddRange(facts);

    public void Steer(HistoryEvent order, OrchestrationRuntimeStatus status, string? output)
    {
        Status = status;
        Output = output;
        _steered = true;

        // The first event of a history is its first turn: before the start only the status tells.
        if (state.IsStarted)
            _steering.Add(order);
    }

    public void End(Completion completion, bool recurse = false)
    {
        _ran = true;
        Recurse = recurse;
        Finish(completion);
    }

    public void Apply(TurnOutcome outcome, string customStatus)
    {
        if (outcome is { Accepted.Count: 0, Actions.Count: 0, Completion: null })
            return;

        _ran = true;
        _facts.AddRange(outcome.Accepted);
        Actions = outcome.Actions;
        CancelledTimers = outcome.CancelledTimers;
        CustomStatus = customStatus;
        Status = OrchestrationRuntimeStatus.Running;
        Output = null;
        if (outcome.Completion is not null)
            Finish(outcome.Completion);
    }

    /// <summary>What the turn adds to the history.</summary>
    public List<HistoryEvent> NewEvents()
    {
        List<HistoryEvent> events = [];
        if (_ran)
            events.Add(new OrchestratorStarted(now));
        events.AddRange(_steering);
        events.AddRange(_facts);
        events.AddRange(Actions);
        if (IsTerminal)
            events.Add(new ExecutionCompleted(Status.ToString(), Output, (Completion as Completion.Failed)?.Failure));
        return events;
    }

    private void Finish(Completion completion)
    {
        Completion = completion;
        (Status, Output) = completion switch
        {
            Completion.Succeeded done => (OrchestrationRuntimeStatus.Completed, done.Output),
            Completion.Terminated order => (OrchestrationRuntimeStatus.Terminated, order.Output),
            Completion.Failed failed => (OrchestrationRuntimeStatus.Failed, failed.Output ?? failed.Failure.ToOutput()),
            _ => (OrchestrationRuntimeStatus.Running, null),
        };
    }
}
