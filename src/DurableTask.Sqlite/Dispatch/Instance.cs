using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// An instance that has not ended. The fields belong to three owners: the writer's thread (what the tables will hold after its current
/// batch), the orchestration queue and the timer queue (each under its own lock). Nobody else touches them, except for
/// <see cref="ExecutionId"/> and <see cref="IsOver"/>, which anybody may read.
/// </summary>
internal sealed class Instance(long key, string id, string executionId)
{
    private volatile string _executionId = executionId;
    private volatile bool _isOver;

    public long Key => key;

    public string Id => id;

    /// <summary>The current execution; a new one after each ContinueAsNew.</summary>
    public string ExecutionId { get => _executionId; set => _executionId = value; }

    /// <summary>The instance ended, or another took its id: whatever still arrives for it is dropped.</summary>
    public bool IsOver { get => _isOver; set => _isOver = value; }

    // The writer's.
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

    // The orchestration queue's.
    public List<InboxMessage>? Inbox;
    public DispatchState Dispatch;
    public bool AwaitsStart;
    public int Failures;
    public OrchestrationWorkItem? Session;

    /// <summary>Of the timer queue: the first of the instance's timers.</summary>
    public PendingTimer? Timers;

    public void Adopt(Instance child)
    {
        (Children ??= []).Add(child);
        child.Parent = this;
    }

    public OrchestrationInstance ToCore() => new() { InstanceId = id, ExecutionId = ExecutionId };
}

/// <summary>Where an instance stands between two turns.</summary>
internal enum DispatchState
{
    /// <summary>Nothing to do.</summary>
    Idle,

    /// <summary>In line for a turn.</summary>
    Ready,

    /// <summary>With a dispatcher: in a turn, or in a session between two turns.</summary>
    Taken,
}
