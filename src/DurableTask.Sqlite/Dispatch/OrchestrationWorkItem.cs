using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// A turn of an instance, or a session of several turns, that Core's dispatcher executes. Guarded by the lock of the queue.
/// </summary>
internal sealed class OrchestrationWorkItem : TaskOrchestrationWorkItem, IOrchestrationSession
{
    private readonly OrchestrationQueue _queue;

    public OrchestrationWorkItem(OrchestrationQueue queue, Instance instance)
    {
        _queue = queue;
        Instance = instance;
        InstanceId = instance.Id;
        LockedUntilUtc = DateTime.MaxValue; // Locked as long as this process lives: Core need not renew it.
        IdleNode = new LinkedListNode<OrchestrationWorkItem>(this);
    }

    public Instance Instance { get; }

    /// <summary>The messages of the current turn; null between turns.</summary>
    public List<InboxMessage>? Batch { get; set; }

    /// <summary>Whether the turn counts against the limit of concurrent orchestrations.</summary>
    public bool HoldsSlot { get; set; }

    /// <summary>Whether Core abandoned the turn.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Activities and sub-orchestrations without a result: the reason to keep the orchestrator in memory.</summary>
    public int OpenCalls { get; set; }

    /// <summary>Set while the session waits for messages.</summary>
    public TaskCompletionSource<bool>? Waiting { get; set; }

    /// <summary>The clock's timestamp at the start of the wait.</summary>
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

    Task<IList<TaskMessage>?> IOrchestrationSession.FetchNewOrchestrationMessagesAsync(TaskOrchestrationWorkItem workItem) =>
        _queue.ContinueAsync(this);

    Task IOrchestrationSession.EndSessionAsync() => Task.CompletedTask;
}
