using DurableTask.Sqlite.Dispatch;

namespace DurableTask.Sqlite.Commits;

/// <summary>The consequences of a batch. They take effect after its commit and are invisible before.</summary>
internal sealed class Effects
{
    private readonly List<(Instance Instance, InboxMessage Message)> _deliveries = [];

    /// <summary>Instances that ended or were replaced.</summary>
    public List<Instance> Over { get; } = [];

    /// <summary>Instances that continued as new: the timers of the previous execution are cancelled.</summary>
    public List<Instance> WithoutTimers { get; } = [];

    public List<PendingTimer> Timers { get; } = [];

    public List<ActivityItem> Activities { get; } = [];

    /// <summary>Ids of instances that began to run.</summary>
    public List<string> Started { get; } = [];

    /// <summary>Ids of instances that ended.</summary>
    public List<string> Ended { get; } = [];

    public void Deliver(Instance instance, InboxMessage message) => _deliveries.Add((instance, message));

    /// <summary>Applies all effects. Old timers are cancelled before new ones are added.</summary>
    public void Apply(OrchestrationQueue orchestrations, ActivityQueue activities, TimerQueue timers, InstanceWaiters waiters)
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
