using DurableTask.Sqlite.Dispatch;

namespace DurableTask.Sqlite.Commits;

/// <summary>What follows from a commit: until it is done, none of this is visible to anybody.</summary>
internal sealed class Effects
{
    private readonly List<(Instance Instance, InboxMessage Message)> _deliveries = [];

    /// <summary>Instances that are over.</summary>
    public List<Instance> Over { get; } = [];

    /// <summary>Instances whose timers belong to an execution that has ended.</summary>
    public List<Instance> WithoutTimers { get; } = [];

    public List<PendingTimer> Timers { get; } = [];

    public List<ActivityItem> Activities { get; } = [];

    /// <summary>Ids of instances that began to run.</summary>
    public List<string> Started { get; } = [];

    /// <summary>Ids of instances that ended.</summary>
    public List<string> Ended { get; } = [];

    public void Deliver(Instance instance, InboxMessage message) => _deliveries.Add((instance, message));

    /// <summary>Takes all of it up, in an order in which nothing new is taken for something old.</summary>
    public void TakeUp(OrchestrationQueue orchestrations, ActivityQueue activities, TimerQueue timers, InstanceWaiters waiters)
    {
        foreach (Instance instance in Over)
        {
            orchestrations.Remove(instance);
            timers.CancelAll(instance);
        }

        foreach (Instance instance in WithoutTimers)
            timers.CancelAll(instance);
        foreach (PendingTimer timer in Timers)
            timers.Add(timer);
        if (Activities.Count > 0)
            activities.Add(Activities);
        foreach ((Instance instance, InboxMessage message) in _deliveries)
            orchestrations.Deliver(instance, message);
        foreach (string id in Started)
            waiters.Notify(id, ended: false);
        foreach (string id in Ended)
            waiters.Notify(id, ended: true);
    }
}
