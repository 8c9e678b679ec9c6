using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>A scheduled activity; the counterpart in memory of a row in the table tasks.</summary>
internal sealed class ActivityItem(Instance instance, long seq, TaskMessage message) : TaskActivityWorkItem
{
    public Instance Instance => instance;

    public long Seq => seq;

    public int Failures { get; set; }

    /// <summary>Whether it is executing; guarded by the lock of the queue.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether its instance and execution still exist.</summary>
    public bool IsWanted => !instance.IsOver && message.OrchestrationInstance.ExecutionId == instance.ExecutionId;

    /// <summary>Sets the fields that Core's dispatcher reads.</summary>
    public ActivityItem Prepare()
    {
        Id = instance.Id;
        LockedUntilUtc = DateTime.MaxValue; // Locked as long as this process lives: Core need not renew it.
        TaskMessage = message;
        return this;
    }
}
