using DurableTask.Core;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Members that Core's activity dispatcher calls.</content>
public sealed partial class SqliteOrchestrationService
{
    /// <summary>Always one: fetching is not the bottleneck.</summary>
    public int TaskActivityDispatcherCount => 1;

    /// <summary>The value of <see cref="SqliteOrchestrationServiceOptions.MaxConcurrentActivities"/>.</summary>
    public int MaxConcurrentTaskActivityWorkItems => _options.MaxConcurrentActivities;

    /// <summary>
    /// Returns the next activity in scheduling order. Waits until there is one and ignores <paramref name="receiveTimeout"/>, so
    /// that an idle process stays idle. Returns null when cancelled.
    /// </summary>
    public Task<TaskActivityWorkItem?> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken) =>
        Hub.Activities.NextAsync(cancellationToken);

    /// <summary>Returns the work item unchanged: an activity stays locked for as long as this process lives.</summary>
    public Task<TaskActivityWorkItem> RenewTaskActivityWorkItemLockAsync(TaskActivityWorkItem workItem) => Task.FromResult(workItem);

    /// <summary>
    /// Stores the result of an activity; the task completes when it is on disk. The result is dropped if its instance has ended,
    /// was replaced or has continued as new.
    /// </summary>
    public Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        ArgumentNullException.ThrowIfNull(responseMessage);
        TaskHub hub = Hub;
        var item = (ActivityItem)workItem;
        hub.Activities.Executed(item);
        responseMessage.Event.Timestamp = _clock.GetUtcNow().UtcDateTime;
        var result = new InboxMessage(responseMessage, hub.State.NextSeq());
        byte[] json = HistorySerializer.ToBytes(responseMessage.Event);
        Task<bool> commit = hub.WriteAsync(changes => Complete(changes, item, result, json));

        // The instance may see the result before it is on disk: what the instance does with it is committed later, in order.
        hub.Orchestrations.Deliver(item.Instance, result);
        return commit;
    }

    /// <summary>Puts an activity that was not completed back; it runs again after a growing pause.</summary>
    public Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem)
    {
        _hub?.Activities.Abandon((ActivityItem)workItem);
        return Task.CompletedTask;
    }

    private static bool Complete(Changes changes, ActivityItem item, InboxMessage result, byte[] json)
    {
        if (!item.IsWanted)
            return false;
        InstanceChanges instance = changes.Of(item.Instance);
        instance.RemoveTask(item.Seq);
        result.HasRow = true;
        instance.AddMessage(new InboxRow(result.Seq, result.Message.OrchestrationInstance.ExecutionId, false, json));
        return true;
    }
}
