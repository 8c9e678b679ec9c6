using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>An activity that waits to be executed; the memory of one row of the table tasks.</summary>
internal sealed class ActivityItem(Instance instance, long seq, TaskMessage message) : TaskActivityWorkItem
{
    public Instance Instance => instance;

    public long Seq => seq;

    public int Failures { get; set; }

    /// <summary>Whether it is being executed; guarded by the lock of the queue.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether somebody still waits for the answer.</summary>
    public bool IsWanted => !instance.IsOver && message.OrchestrationInstance.ExecutionId == instance.ExecutionId;

    /// <summary>What Core's dispatcher reads, filled in when it is handed out.</summary>
    public ActivityItem Prepare()
    {
        Id = instance.Id;
        LockedUntilUtc = DateTime.MaxValue; // Held by this process until it is completed: nothing to renew.
        TaskMessage = message;
        return this;
    }
}
