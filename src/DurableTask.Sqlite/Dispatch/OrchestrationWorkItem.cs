using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// A turn of an instance, or a session of several turns, in the hands of Core's dispatcher. Its fields are guarded by the lock of the queue.
/// </summary>
internal sealed class OrchestrationWorkItem : TaskOrchestrationWorkItem, IOrchestrationSession
{
    private readonly OrchestrationQueue _queue;

    public OrchestrationWorkItem(OrchestrationQueue queue, Instance instance)
    {
        _queue = queue;
        Instance = instance;
        InstanceId = instance.Id;
        LockedUntilUtc = DateTime.MaxValue; // Held by this process until it is released: nothing to renew.
        IdleNode = new LinkedListNode<OrchestrationWorkItem>(this);
    }

    public Instance Instance { get; }

    /// <summary>What the current turn consumes; null between two turns.</summary>
    public List<InboxMessage>? Batch { get; set; }

    /// <summary>Whether the turn counts against the limit of concurrent orchestrations.</summary>
    public bool HoldsSlot { get; set; }

    /// <summary>Core gave the turn up.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Calls of this instance that have no answer yet: the reason to keep the orchestrator in memory.</summary>
    public int OpenCalls { get; set; }

    /// <summary>Set while the session waits for messages.</summary>
    public TaskCompletionSource<bool>? Waiting { get; set; }

    /// <summary>When the wait began, in the clock's timestamps.</summary>
    public long WaitingSince { get; set; }

    public LinkedListNode<OrchestrationWorkItem> IdleNode { get; }

    public IList<TaskMessage> Take(List<InboxMessage> batch)
    {
        Batch = batch;
        return batch.ConvertAll(message => message.Message);
    }

    public void EndWait(bool goOn)
    {
        Waiting?.SetResult(goOn);
        Waiting = null;
    }

    Task<IList<TaskMessage>?> IOrchestrationSession.FetchNewOrchestrationMessagesAsync(TaskOrchestrationWorkItem workItem) => _queue.ContinueAsync(this);

    Task IOrchestrationSession.EndSessionAsync() => Task.CompletedTask;
}
