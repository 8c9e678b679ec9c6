using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// Commits one turn in one transaction: its history, the messages it consumed, the activities, timers and messages it produced, and
/// the row of its instance. Serialization happens on the dispatcher's thread; the writer only applies the result.
/// </summary>
internal sealed class TurnCommit : WriteJob
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <param name="item">The work item of the turn.</param>
    /// <param name="runtime">The runtime state after the turn.</param>
    /// <param name="calls">The activities that the turn scheduled.</param>
    /// <param name="messages">The messages for other instances.</param>
    /// <param name="timers">The timers that the turn created.</param>
    /// <param name="state">Numbers the activities.</param>
    public TurnCommit(
        OrchestrationWorkItem item,
        OrchestrationRuntimeState runtime,
        IList<TaskMessage> calls,
        IList<TaskMessage> messages,
        IList<TaskMessage> timers,
        HubState state)
    {
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
        // Nothing would receive the result of an activity that was scheduled in the instance's last turn.
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
            return; // Core found no start event: the messages are dropped and nothing else is written.

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
            _completion.TrySetException(
                new SessionAbortedException($"Another instance took the id {_instance.Id}; this turn was not committed."));
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
            // A timer of an earlier execution has no row any more, and the current execution may reuse its number.
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
        bool isTouch = !_newExecution && _instance.Status == _runtime.OrchestrationStatus && _instance.Output == output
            && instance.Update is not { IsTouch: false };
        _instance.Status = _runtime.OrchestrationStatus;
        _instance.Output = output;

        // Core carries the custom status into the next execution. An app clears it by setting the JSON literal null.
        string? status = _runtime.Status == "null" ? null : _runtime.Status;
        instance.Update = new InstanceUpdate(
            _instance.ExecutionId,
            _runtime.Version,
            _instance.Status,
            changes.Now,
            IsLast ? changes.Now : null,
            _instance.Turns,
            _instance.HistoryBytes,
            output,
            _failure,
            status,
            isTouch);
    }

    /// <summary>The reason for the last suspend or resume in this turn. Like Azure Storage, we show it as the output.</summary>
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
            // Timers of an execution that continued as new within this turn are not needed any more.
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
