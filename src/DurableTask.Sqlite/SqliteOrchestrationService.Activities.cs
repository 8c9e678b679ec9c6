using DurableTask.Core;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;

namespace DurableTask.Sqlite;

/// <content>What Core's dispatcher of activities calls.</content>
public sealed partial class SqliteOrchestrationService
{
    /// <summary>One: fetching is not what takes the time.</summary>
    public int TaskActivityDispatcherCount => 1;

    /// <summary><see cref="SqliteOrchestrationServiceOptions.MaxConcurrentActivities"/>.</summary>
    public int MaxConcurrentTaskActivityWorkItems => _options.MaxConcurrentActivities;

    /// <summary>The next activity, in the order of scheduling. Waits until there is one, whatever <paramref name="receiveTimeout"/> is; null on cancellation.</summary>
    public Task<TaskActivityWorkItem?> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken) =>
        Hub.Activities.NextAsync(cancellationToken);

    /// <summary>Nothing to renew: the lock is this process.</summary>
    public Task<TaskActivityWorkItem> RenewTaskActivityWorkItemLockAsync(TaskActivityWorkItem workItem) => Task.FromResult(workItem);

    /// <summary>
    /// Records the answer of an activity and completes when it is on disk. An answer that nobody waits for any more is dropped: its instance has ended,
    /// was replaced, or has continued as new.
    /// </summary>
    public Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        ArgumentNullException.ThrowIfNull(responseMessage);
        TaskHub hub = Hub;
        var item = (ActivityItem)workItem;
        hub.Activities.Executed(item);
        responseMessage.Event.Timestamp = _clock.GetUtcNow().UtcDateTime;
        var answer = new InboxMessage(responseMessage, hub.State.NextSeq());
        var commit = new ActivityCommit(item, answer);
        hub.Write(commit);
        hub.Orchestrations.Deliver(item.Instance, answer);
        return commit.Completion;
    }

    /// <summary>The activity was not executed to its end: it is executed again after a pause.</summary>
    public Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem)
    {
        _hub?.Activities.Abandon((ActivityItem)workItem);
        return Task.CompletedTask;
    }
}
