using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>What a new instance starts with.</summary>
internal sealed record NewInstance(string Id, string Name, string Version, string? Input, string? Tags = null, ParentLink? Parent = null, DateTime? StartAt = null);

/// <summary>Creates instances, inside a transaction of the writer.</summary>
internal static class InstanceStarter
{
    /// <summary>
    /// Creates the instance in status Pending. A finished one with the same id is replaced, its history gone, unless its
    /// status is among <paramref name="dedupe"/>. Null where the id is taken.
    /// </summary>
    public static StartedInstance? TryStart(SqlSession session, NewInstance instance, DateTime now, IReadOnlyCollection<OrchestrationRuntimeStatus> dedupe)
    {
        if (InstanceTable.Find(session, instance.Id) is { } existing)
        {
            if (existing.IsOpen || dedupe.Contains(existing.Status))
                return null;
            InstanceTable.Delete(session, existing.Key);
        }

        long key = InstanceTable.Insert(session, new InstanceRow(
            0, instance.Id, 1, instance.Name, instance.Version, OrchestrationRuntimeStatus.Pending, now, now, 0, instance.Input, null, null, instance.Tags, instance.Parent));
        if (instance.StartAt is { } due && due > now)
        {
            PendingWork.AddTimer(session, key, 1, TimerQueue.StartTimer, due);
            return new StartedInstance(key, null, due);
        }

        long seq = PendingWork.AddMessage(session, key, 0, new StartRequested());
        return new StartedInstance(key, new Message(new StartRequested(), 0, seq), null);
    }
}

/// <summary>An instance that was created: either the message that starts it, or when it is due.</summary>
internal sealed record StartedInstance(long Key, Message? Start, DateTime? Due);
