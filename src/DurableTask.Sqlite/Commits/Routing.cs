using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>The outcome of sending a message.</summary>
internal enum Delivery
{
    Accepted,
    NoSuchInstance,
    InstanceIsOver,
}

/// <summary>Routes messages from instances and clients to instances.</summary>
internal static class Routing
{
    /// <summary>
    /// Routes a message to an open instance. Messages for an unknown or ended instance, or for an earlier execution, are dropped.
    /// </summary>
    public static Delivery Route(this Changes changes, TaskMessage message, bool recursive = false)
    {
        string id = message.OrchestrationInstance.InstanceId;
        if (message.Event is ExecutionStartedEvent started)
        {
            changes.StartChild(started, message.OrchestrationInstance);
            return Delivery.Accepted;
        }

        if (!changes.State.Open.TryGetValue(id, out Instance? instance))
            return changes.FindClosed(id) is null ? Delivery.NoSuchInstance : Delivery.InstanceIsOver;
        string? execution = message.OrchestrationInstance.ExecutionId;
        if (!string.IsNullOrEmpty(execution) && execution != instance.ExecutionId)
            return Delivery.InstanceIsOver;

        if (message.Event is ExecutionTerminatedEvent terminated && instance.AwaitsStart)
            changes.EndUnstarted(instance, terminated.Input);
        else
            changes.Send(instance, execution, message.Event, HistorySerializer.ToBytes(message.Event), recursive);
        return Delivery.Accepted;
    }

    /// <summary>Tells the open children of an instance to terminate, and they tell theirs.</summary>
    public static void TerminateChildren(this Changes changes, Instance instance, string? reason)
    {
        foreach (Instance child in instance.Children?.ToArray() ?? [])
            changes.Route(Termination(child.Id, reason), recursive: true);
    }

    public static TaskMessage Termination(string instanceId, string? reason) => new()
    {
        OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId },
        Event = new ExecutionTerminatedEvent(-1, reason),
    };

    /// <summary>
    /// Starts a sub-orchestration. An ended instance with its id is replaced. If an open instance has the id, the parent's call
    /// fails: otherwise the parent would wait forever.
    /// </summary>
    private static void StartChild(this Changes changes, ExecutionStartedEvent started, OrchestrationInstance identity)
    {
        if (changes.State.Open.ContainsKey(identity.InstanceId))
        {
            if (started.ParentInstance is { } parent && started.Tags?.ContainsKey(OrchestrationTags.FireAndForget) != true)
                changes.Route(Refusal(identity.InstanceId, parent, changes.Now));
            return;
        }

        ClosedInstance? before = changes.FindClosed(identity.InstanceId);
        if (before is not null)
            changes.Delete(identity.InstanceId, before.Key);
        changes.Add(started, identity, before is null ? 0 : before.Generation + 1);
    }

    private static TaskMessage Refusal(string instanceId, ParentInstance parent, DateTime now)
    {
        string reason = $"An Orchestration instance with the ID {instanceId} already exists.";
        var failure = new FailureDetails(typeof(OrchestrationAlreadyExistsException).FullName!, reason, null, null, isNonRetriable: false);
        return new TaskMessage
        {
            OrchestrationInstance = parent.OrchestrationInstance,
            Event = new SubOrchestrationInstanceFailedEvent(-1, parent.TaskScheduleId, reason, null, failure) { Timestamp = now },
        };
    }

    /// <summary>Ends an instance that waits for its scheduled start. It never runs.</summary>
    private static void EndUnstarted(this Changes changes, Instance instance, string? reason)
    {
        instance.Status = OrchestrationStatus.Terminated;
        changes.Of(instance).Update = new InstanceUpdate(
            instance.ExecutionId, null, instance.Status, changes.Now, changes.Now, 0, 0, reason, null, null);
        changes.End(instance);
    }
}
