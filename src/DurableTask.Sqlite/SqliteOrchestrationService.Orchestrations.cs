using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>What Core's dispatcher of orchestrations calls.</content>
public sealed partial class SqliteOrchestrationService
{
    private CancellationTokenRegistration _dispatcherStop;

    /// <summary>One: fetching is not what takes the time.</summary>
    public int TaskOrchestrationDispatcherCount => 1;

    /// <summary>
    /// More than may execute at once: a session holds one of these places while it waits. The service itself keeps to
    /// <see cref="SqliteOrchestrationServiceOptions.MaxConcurrentOrchestrations"/>. Core gives sessions to one half of the places.
    /// </summary>
    public int MaxConcurrentTaskOrchestrationWorkItems => _options.ExtendedSessionIdleTimeout == TimeSpan.Zero
        ? _options.MaxConcurrentOrchestrations
        : _options.MaxConcurrentOrchestrations + (2 * _options.MaxLiveInstances);

    /// <summary>Events that were not consumed go on to the next execution.</summary>
    public BehaviorOnContinueAsNew EventBehaviourForContinueAsNew => BehaviorOnContinueAsNew.Carryover;

    /// <summary>Never: a turn may produce any number of messages.</summary>
    public bool IsMaxMessageCountExceeded(int currentMessageCount, OrchestrationRuntimeState runtimeState) => false;

    /// <summary>None for all dispatching: what failed is tried again after a pause of its own.</summary>
    public int GetDelayInSecondsAfterOnProcessException(Exception exception) => 0;

    /// <summary>A second, so that a closed or broken database is not asked in a busy loop.</summary>
    public int GetDelayInSecondsAfterOnFetchException(Exception exception) => exception is OperationCanceledException ? 0 : 1;

    /// <summary>The next turn. Waits until there is one, whatever <paramref name="receiveTimeout"/> is; null on cancellation.</summary>
    public async Task<TaskOrchestrationWorkItem?> LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout, CancellationToken cancellationToken)
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

    /// <summary>Nothing to renew: the lock is this process.</summary>
    public Task RenewTaskOrchestrationWorkItemLockAsync(TaskOrchestrationWorkItem workItem) => Task.CompletedTask;

    /// <summary>Commits a turn. What it produced takes effect when the returned task completes, not before.</summary>
    /// <exception cref="Core.Exceptions.SessionAbortedException">Another instance has taken the id in the meantime; nothing was committed.</exception>
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

    /// <summary>The turn was not committed: it is repeated, from the history, after a pause.</summary>
    public Task AbandonTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        ((OrchestrationWorkItem)workItem).IsAbandoned = true;
        return Task.CompletedTask;
    }

    /// <summary>The dispatcher lets go of the instance; the next one may take it.</summary>
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
    /// Messages for others bear the time of this commit. A parent learns why its child was terminated: Core leaves the details empty, which its
    /// worker does not expect.
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
                message.Event = new SubOrchestrationInstanceFailedEvent(-1, failed.TaskScheduledId, failed.Reason, failed.Details, details);
            }

            message.Event.Timestamp = now;
        }
    }

    /// <summary>Core's dispatcher stops by cancelling its fetch, and then waits for its work items: sessions that only wait must end.</summary>
    private void EndSessionsOn(TaskHub hub, CancellationToken stop)
    {
        if (_dispatcherStop.Token == stop)
            return;
        _dispatcherStop.Dispose();
        _dispatcherStop = stop.Register(hub.Orchestrations.EndSessions);
    }
}
