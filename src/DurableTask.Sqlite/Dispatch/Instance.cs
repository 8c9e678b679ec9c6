using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// An open instance. Each field has one owner: the writer's thread (its values anticipate the current batch), the orchestration queue
/// or the timer queue (each under its own lock). <see cref="ExecutionId"/> and <see cref="IsOver"/> are written by the writer and may
/// be read by any thread.
/// </summary>
internal sealed class Instance(long key, string id, string executionId)
{
    private volatile string _executionId = executionId;
    private volatile bool _isOver;

    public long Key => key;

    public string Id => id;

    /// <summary>The ID of the current execution; changes with each ContinueAsNew.</summary>
    public string ExecutionId { get => _executionId; set => _executionId = value; }

    /// <summary>The instance has ended or was replaced: everything that still arrives for it is dropped.</summary>
    public bool IsOver { get => _isOver; set => _isOver = value; }

    // Owned by the writer.
    public int Generation;
    public OrchestrationStatus Status = OrchestrationStatus.Pending;
    public int Turns;
    public long HistoryBytes;
    public int TaskRows;
    public int TimerRows;
    public int InboxRows;
    public Instance? Parent;
    public HashSet<Instance>? Children;
    public DateTime ScheduledAt;
    public string? Output;

    // Owned by the orchestration queue.
    public List<InboxMessage>? Inbox;
    public DispatchState Dispatch;
    public bool AwaitsStart;
    public int Failures;
    public OrchestrationWorkItem? Session;

    /// <summary>Owned by the timer queue: the head of the instance's list of timers.</summary>
    public PendingTimer? Timers;

    public void Adopt(Instance child)
    {
        (Children ??= []).Add(child);
        child.Parent = this;
    }

    public OrchestrationInstance ToCore() => new() { InstanceId = id, ExecutionId = ExecutionId };
}

/// <summary>The dispatch state of an instance.</summary>
internal enum DispatchState
{
    /// <summary>No messages to process.</summary>
    Idle,

    /// <summary>Queued for a turn.</summary>
    Ready,

    /// <summary>Held by a dispatcher: executing a turn, or in a session between turns.</summary>
    Taken,
}
