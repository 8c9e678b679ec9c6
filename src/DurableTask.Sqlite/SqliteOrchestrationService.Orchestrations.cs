using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Members that Core's orchestration dispatcher calls.</content>
public sealed partial class SqliteOrchestrationService
{
    private CancellationTokenRegistration _dispatcherStop;

    /// <summary>Always one: fetching is not the bottleneck.</summary>
    public int TaskOrchestrationDispatcherCount => 1;

    /// <summary>
    /// Larger than <see cref="SqliteOrchestrationServiceOptions.MaxConcurrentOrchestrations"/>, which the service enforces itself: for
    /// Core, an extended session counts as a work item even while it waits, and only half of the work items may be sessions.
    /// </summary>
    public int MaxConcurrentTaskOrchestrationWorkItems => _options.ExtendedSessionIdleTimeout == TimeSpan.Zero
        ? _options.MaxConcurrentOrchestrations
        : _options.MaxConcurrentOrchestrations + (2 * _options.MaxLiveInstances);

    /// <summary>Events that were not consumed are carried over to the next execution.</summary>
    public BehaviorOnContinueAsNew EventBehaviourForContinueAsNew => BehaviorOnContinueAsNew.Carryover;

    /// <summary>Always false: a turn may produce any number of messages.</summary>
    public bool IsMaxMessageCountExceeded(int currentMessageCount, OrchestrationRuntimeState runtimeState) => false;

    /// <summary>Always zero: a failed work item is retried after a pause of its own, and others do not wait for it.</summary>
    public int GetDelayInSecondsAfterOnProcessException(Exception exception) => 0;

    /// <summary>One second, so that Core does not retry in a busy loop while the database is closed.</summary>
    public int GetDelayInSecondsAfterOnFetchException(Exception exception) => exception is OperationCanceledException ? 0 : 1;

    /// <summary>
    /// Returns the next turn. Waits until there is one and ignores <paramref name="receiveTimeout"/>, so that an idle process stays
    /// idle. Returns null when cancelled.
    /// </summary>
    public async Task<TaskOrchestrationWorkItem?> LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout,
        CancellationToken cancellationToken)
    {
        TaskHub hub = Hub;
        EndSessionsOn(hub, cancellationToken);
        OrchestrationWorkItem? item = await hub.Orchestrations.NextAsync(cancellationToken).ConfigureAwait(false);
        if (item is null)
            return null;

        try
        {
            item.OrchestrationRuntimeState = LoadHistory(hub, item);
            return item;
        }
        catch
        {
            item.IsAbandoned = true;
            hub.Orchestrations.Release(item);
            throw;
        }
    }

    /// <summary>Does nothing: an instance stays locked for as long as this process lives.</summary>
    public Task RenewTaskOrchestrationWorkItemLockAsync(TaskOrchestrationWorkItem workItem) => Task.CompletedTask;

    /// <summary>Commits a turn. What it produced takes effect when the task completes, not before.</summary>
    /// <exception cref="Core.Exceptions.SessionAbortedException">
    /// The instance was replaced in the meantime; nothing was committed.
    /// </exception>
    public async Task CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage? continuedAsNewMessage,
        OrchestrationState? orchestrationState)
    {
        TaskHub hub = Hub;
        var item = (OrchestrationWorkItem)workItem;
        hub.Orchestrations.Executed(item);
        bool newExecution = !ReferenceEquals(newOrchestrationRuntimeState, workItem.OrchestrationRuntimeState);
        PrepareForOthers(newOrchestrationRuntimeState, orchestratorMessages);
        var commit = new TurnCommit(item, newOrchestrationRuntimeState, outboundMessages, orchestratorMessages, timerMessages, hub.State);
        item.OpenCalls = (newExecution ? 0 : item.OpenCalls) + OpenCalls(newOrchestrationRuntimeState.NewEvents);
        hub.Write(commit);
        await commit.Completion.ConfigureAwait(false);
        hub.Orchestrations.Committed(item);
        hub.TurnEnded();
    }

    /// <summary>Gives up a turn that was not committed. It is replayed from history after a growing pause.</summary>
    public Task AbandonTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        ((OrchestrationWorkItem)workItem).IsAbandoned = true;
        return Task.CompletedTask;
    }

    /// <summary>Releases the instance for its next turn.</summary>
    public Task ReleaseTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        _hub?.Orchestrations.Release((OrchestrationWorkItem)workItem);
        return Task.CompletedTask;
    }

    private static OrchestrationRuntimeState LoadHistory(TaskHub hub, OrchestrationWorkItem item)
    {
        if (item.Instance.Turns == 0)
            return new OrchestrationRuntimeState();
        List<HistoryEvent> events = hub.Database.Read(session => HistoryTable.Read(session, item.Instance.Key));
        item.OpenCalls = OpenCalls(events);
        return new OrchestrationRuntimeState(events);
    }

    private static int OpenCalls(IList<HistoryEvent> events)
    {
        int open = 0;
        foreach (HistoryEvent historyEvent in events)
        {
            open += historyEvent.EventType switch
            {
                EventType.TaskScheduled or EventType.SubOrchestrationInstanceCreated => 1,
                EventType.TaskCompleted or EventType.TaskFailed => -1,
                EventType.SubOrchestrationInstanceCompleted or EventType.SubOrchestrationInstanceFailed => -1,
                _ => 0,
            };
        }

        return open;
    }

    /// <summary>
    /// Stamps outgoing messages, and adds the failure details of a terminated sub-orchestration: Core leaves them empty, but the
    /// parent's worker expects them.
    /// </summary>
    private void PrepareForOthers(OrchestrationRuntimeState runtime, IList<TaskMessage> messages)
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        foreach (TaskMessage message in messages)
        {
            if (message.Event is SubOrchestrationInstanceFailedEvent { FailureDetails: null } failed
                && runtime.OrchestrationStatus == OrchestrationStatus.Terminated)
            {
                string text = $"The orchestration '{runtime.OrchestrationInstance?.InstanceId}' was terminated: {failed.Reason}";
                var details = new FailureDetails("(unknown)", text, null, null, isNonRetriable: false);
                message.Event = new SubOrchestrationInstanceFailedEvent(-1, failed.TaskScheduledId, failed.Reason, failed.Details,
                    details);
            }

            message.Event.Timestamp = now;
        }
    }

    /// <summary>
    /// Core's dispatcher cancels its fetch and then waits for its work items to finish. Sessions that wait for messages must end.
    /// </summary>
    private void EndSessionsOn(TaskHub hub, CancellationToken stop)
    {
        if (_dispatcherStop.Token == stop)
            return;
        _dispatcherStop.Dispose();
        _dispatcherStop = stop.Register(hub.Orchestrations.EndSessions);
    }
}
