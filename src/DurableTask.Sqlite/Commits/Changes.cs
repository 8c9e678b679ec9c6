using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>One batch: the changes of its jobs in memory, the rows to write, and the effects of the commit.</summary>
internal sealed class Changes(SqlSession session, HubState state, DateTime now)
{
    private static readonly Sql s_findClosed =
        new($"SELECT key, status, generation FROM instances WHERE id = ?1 AND NOT {InstanceTable.IsOpen}");

    private readonly Dictionary<long, InstanceChanges> _instances = [];
    private readonly Dictionary<string, ClosedInstance?> _closed = new(StringComparer.Ordinal);
    private readonly HashSet<long> _deleted = [];

    public HubState State => state;

    /// <summary>The writer's connection, for jobs that query the database.</summary>
    public SqlSession Session => session;

    public DateTime Now => now;

    public Effects Effects { get; } = new();

    public bool IsEmpty => _instances.Count == 0 && _deleted.Count == 0;

    public InstanceChanges Of(Instance instance)
    {
        if (!_instances.TryGetValue(instance.Key, out InstanceChanges? changes))
            _instances.Add(instance.Key, changes = new InstanceChanges(instance));
        return changes;
    }

    /// <summary>Finds the ended instance with this id, taking earlier jobs of the batch into account; null if there is none.</summary>
    public ClosedInstance? FindClosed(string id) =>
        _closed.TryGetValue(id, out ClosedInstance? known)
            ? known
            : session.Query(s_findClosed, ClosedInstance.Map, id).FirstOrDefault();

    /// <summary>Deletes an ended instance and its history. Returns false if this batch has already deleted it.</summary>
    public bool Delete(string id, long key)
    {
        if (!_deleted.Add(key))
            return false;
        _closed[id] = null;
        _instances.Remove(key);
        return true;
    }

    /// <summary>Deletes an open instance without a trace. A turn that is in progress for it will not be committed.</summary>
    public void Discard(Instance instance)
    {
        Close(instance);
        Delete(instance.Id, instance.Key);
    }

    /// <summary>Creates an instance and the message that starts it.</summary>
    public Instance Add(ExecutionStartedEvent started, OrchestrationInstance identity, int generation)
    {
        var instance = new Instance(state.NextKey(), identity.InstanceId, identity.ExecutionId) { Generation = generation };
        DateTime? scheduled = started.ScheduledStartTime is { } time && EventWriter.Utc(time) > now ? EventWriter.Utc(time) : null;
        if (started.ParentInstance?.OrchestrationInstance.InstanceId is { } parentId
            && state.Open.TryGetValue(parentId, out Instance? parent))
            parent.Adopt(instance);
        state.Open.Add(instance.Id, instance);
        Of(instance).Insert = new NewInstanceRow(
            instance.Key, instance.Id, instance.ExecutionId, generation, started.Name, started.Version, now, scheduled, started.Input,
            JsonParts.TagsToText(started.Tags), instance.Parent?.Key, JsonParts.ParentToText(started.ParentInstance));
        if (scheduled is { } start)
        {
            instance.AwaitsStart = true;
            instance.ScheduledAt = start;
            Effects.Timers.Add(new PendingTimer(instance, PendingTimer.Start, start));
        }

        Send(instance, instance.ExecutionId, started, HistorySerializer.ToBytes(started));
        return instance;
    }

    /// <summary>Adds a message to the inbox of an open instance.</summary>
    public void Send(Instance instance, string? executionId, HistoryEvent historyEvent, byte[] json, bool recursive = false)
    {
        long seq = state.NextSeq();
        Of(instance).AddMessage(new InboxRow(seq, executionId, recursive, json));
        Effects.Deliver(instance, Messages.For(instance, executionId, historyEvent, seq, recursive));
    }

    /// <summary>Ends an instance: no message reaches it any more. Its row must have been updated before.</summary>
    public void End(Instance instance)
    {
        Of(instance).ClearPending();
        Close(instance);
        _closed[instance.Id] = new ClosedInstance(instance.Key, instance.Status, instance.Generation);
    }

    public void Write()
    {
        foreach (long key in _deleted)
        {
            InstanceTable.Delete(session, key);
            PendingTables.ClearMessages(session, key);
            PendingTables.ClearTasks(session, key);
            PendingTables.ClearTimers(session, key);
        }

        foreach (InstanceChanges instance in _instances.Values)
            instance.Write(session);
    }

    private void Close(Instance instance)
    {
        instance.IsOver = true;
        state.Open.Remove(instance.Id);
        instance.Parent?.Children?.Remove(instance);
        foreach (Instance child in instance.Children ?? [])
            child.Parent = null;
        Effects.Over.Add(instance);
        Effects.Ended.Add(instance.Id);
    }
}

/// <summary>An instance that has ended.</summary>
internal sealed record ClosedInstance(long Key, OrchestrationStatus Status, int Generation)
{
    public static ClosedInstance Map(SqlRow row) => new(row.Long(0), (OrchestrationStatus)row.Int(1), row.Int(2));
}
