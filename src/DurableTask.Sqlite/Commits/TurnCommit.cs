using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// The commit of a turn: history, consumed messages, calls, timers, messages for others and the row of the instance, in one transaction.
/// Everything is serialized on the dispatcher's thread; the writer only applies.
/// </summary>
internal sealed class TurnCommit : WriteJob
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OrchestrationWorkItem _item;
    private readonly Instance _instance;
    private readonly List<InboxMessage> _consumed;
    private readonly OrchestrationRuntimeState _runtime;
    private readonly IList<TaskMessage> _messages;
    private readonly IList<TaskMessage> _timers;
    private readonly List<(TaskMessage Message, TaskRow Row)> _calls;
    private readonly byte[]? _events;
    private readonly string? _failure;
    private readonly bool _newExecution;
    private bool _superseded;

    /// <param name="item">The turn.</param>
    /// <param name="runtime">The state after the turn.</param>
    /// <param name="calls">Activities that it scheduled.</param>
    /// <param name="messages">Messages for other instances.</param>
    /// <param name="timers">Timers that it created.</param>
    /// <param name="state">Gives the calls their numbers.</param>
    public TurnCommit(
        OrchestrationWorkItem item, OrchestrationRuntimeState runtime, IList<TaskMessage> calls, IList<TaskMessage> messages, IList<TaskMessage> timers, HubState state)
    {
        _item = item;
        _instance = item.Instance;
        _consumed = item.Batch ?? [];
        _runtime = runtime;
        _messages = messages;
        _timers = timers;
        _newExecution = !ReferenceEquals(runtime, item.OrchestrationRuntimeState);
        bool isValid = runtime.ExecutionStartedEvent is not null;
        _events = isValid ? HistorySerializer.ToBytes(runtime.NewEvents) : null;
        _failure = isValid ? JsonParts.FailureToText(runtime.FailureDetails) : null;
        IsLast = isValid && !IsOpen(runtime.OrchestrationStatus);
        // What an instance called in the very turn that ends it would run for nobody.
        _calls = IsLast ? [] : [.. calls.Select(call => (call, ToRow(call, state.NextSeq())))];
    }

    public Task Completion => _completion.Task;

    /// <summary>Whether the instance ends with this turn.</summary>
    public bool IsLast { get; }

    public override void Apply(Changes changes)
    {
        if (_instance.IsOver)
        {
            _superseded = true;
            return;
        }

        InstanceChanges instance = changes.Of(_instance);
        Consume(instance);
        if (_events is null)
            return; // A history without a beginning: there is nothing to run.

        if (_newExecution)
            BeginExecution(changes, instance);
        instance.AppendTurn(_events);
        SaveState(changes, instance);
        if (!IsLast)
            AddCalls(changes, instance);
        foreach (TaskMessage message in _messages)
            changes.Route(message);
        if (IsLast)
            End(changes);
    }

    public override void Committed()
    {
        if (_superseded)
            _completion.TrySetException(new SessionAbortedException($"Another instance took the id {_instance.Id}; this turn was not committed."));
        else
            _completion.TrySetResult();
    }

    public override void Failed(Exception exception) => _completion.TrySetException(exception);

    private static bool IsOpen(OrchestrationStatus status) =>
        status is OrchestrationStatus.Running or OrchestrationStatus.Pending or OrchestrationStatus.Suspended;

    private static TaskRow ToRow(TaskMessage call, long seq) =>
        new(seq, HistorySerializer.ToBytes(call.Event), JsonParts.TagsToText(call.OrchestrationExecutionContext?.OrchestrationTags));

    private void Consume(InstanceChanges instance)
    {
        foreach (InboxMessage message in _consumed)
        {
            if (message.HasRow)
                instance.RemoveMessage(message.Seq);
            // A timer of an earlier execution has no row, and a timer of this one may have its number.
            else if (message.TimerId is { } timer && message.Message.OrchestrationInstance.ExecutionId == _instance.ExecutionId)
                instance.RemoveTimer(timer);
        }
    }

    private void BeginExecution(Changes changes, InstanceChanges instance)
    {
        instance.ClearExecution();
        _instance.ExecutionId = _runtime.OrchestrationInstance!.ExecutionId;
        _instance.Output = null;
        instance.NewInput = (true, _runtime.Input);
        changes.Effects.WithoutTimers.Add(_instance);
    }

    private void SaveState(Changes changes, InstanceChanges instance)
    {
        if (_instance.Status == OrchestrationStatus.Pending)
            changes.Effects.Started.Add(_instance.Id);
        string? output = IsLast ? _runtime.Output : LastReason() ?? _instance.Output;
        bool isTouch = !_newExecution && _instance.Status == _runtime.OrchestrationStatus && _instance.Output == output && instance.Update is not { IsTouch: false };
        _instance.Status = _runtime.OrchestrationStatus;
        _instance.Output = output;
        // The JSON word null is how an app without a status says so; Core would carry the status of the execution before.
        string? status = _runtime.Status == "null" ? null : _runtime.Status;
        instance.Update = new InstanceUpdate(
            _instance.ExecutionId, _runtime.Version, _instance.Status, changes.Now, IsLast ? changes.Now : null, _instance.Turns, _instance.HistoryBytes,
            output, _failure, status, isTouch);
    }

    /// <summary>Why the turn suspended or resumed the instance: shown as its output, as by Azure Storage.</summary>
    private string? LastReason() => _runtime.NewEvents.Select(historyEvent => historyEvent switch
    {
        ExecutionSuspendedEvent suspended => suspended.Reason,
        ExecutionResumedEvent resumed => resumed.Reason,
        _ => null,
    }).LastOrDefault(reason => reason is not null);

    private void AddCalls(Changes changes, InstanceChanges instance)
    {
        foreach ((TaskMessage message, TaskRow row) in _calls)
        {
            instance.AddTask(row);
            changes.Effects.Activities.Add(new ActivityItem(_instance, row.Seq, message));
        }

        foreach (TaskMessage message in _timers)
        {
            // A timer that an execution left behind when it continued as new is nobody's.
            if (message.Event is not TimerFiredEvent fired || message.OrchestrationInstance.ExecutionId != _instance.ExecutionId)
                continue;
            DateTime due = EventWriter.Utc(fired.FireAt);
            instance.AddTimer(fired.TimerId, due);
            changes.Effects.Timers.Add(new PendingTimer(_instance, fired.TimerId, due));
        }
    }

    private void End(Changes changes)
    {
        if (_consumed.Exists(message => message.IsRecursive))
            changes.TerminateChildren(_instance, _runtime.Output);
        changes.End(_instance);
    }
}
