using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// The writer's view: all open instances after the jobs applied so far, and the next numbers. Used by the writer's thread only.
/// </summary>
internal sealed class HubState
{
    private static readonly Sql s_lastKey = new("SELECT seq FROM sqlite_sequence WHERE name = 'instances'");

    private long _key;
    private long _seq;

    public Dictionary<string, Instance> Open { get; } = new(StringComparer.Ordinal);

    public long NextKey() => ++_key;

    /// <summary>The next number for a message or a task. Callable from any thread.</summary>
    public long NextSeq() => Interlocked.Increment(ref _seq);

    /// <summary>Loads pending work: open instances with their messages, tasks and timers. Histories are not read.</summary>
    public static (HubState State, Effects Effects) Load(SqlSession session)
    {
        var state = new HubState { _key = session.Number(s_lastKey) };
        var effects = new Effects();
        Dictionary<long, Instance> byKey = state.LoadInstances(session);
        foreach (PendingTables.Message row in PendingTables.Messages(session))
        {
            if (!byKey.TryGetValue(row.Instance, out Instance? instance))
                continue;
            instance.InboxRows++;
            state._seq = Math.Max(state._seq, row.Seq);
            effects.Deliver(instance, Messages.For(instance, row.ExecutionId, row.Event, row.Seq, row.IsRecursive));
        }

        foreach (PendingTables.ScheduledTask row in PendingTables.Tasks(session))
        {
            if (!byKey.TryGetValue(row.Instance, out Instance? instance))
                continue;
            instance.TaskRows++;
            state._seq = Math.Max(state._seq, row.Seq);
            effects.Activities.Add(new ActivityItem(instance, row.Seq, Messages.ForActivity(instance, row.Event, row.Tags)));
        }

        foreach (PendingTables.Timer row in PendingTables.Timers(session))
        {
            if (!byKey.TryGetValue(row.Instance, out Instance? instance))
                continue;
            instance.TimerRows++;
            effects.Timers.Add(new PendingTimer(instance, row.Id, row.Due));
        }

        foreach (Instance instance in state.Open.Values.Where(instance => instance.AwaitsStart))
            effects.Timers.Add(new PendingTimer(instance, PendingTimer.Start, instance.ScheduledAt));
        return (state, effects);
    }

    private Dictionary<long, Instance> LoadInstances(SqlSession session)
    {
        Dictionary<long, Instance> byKey = [];
        List<PendingTables.OpenInstance> rows = PendingTables.OpenInstances(session);
        foreach (PendingTables.OpenInstance row in rows)
        {
            var instance = new Instance(row.Key, row.Id, row.ExecutionId)
            {
                Generation = row.Generation,
                Status = row.Status,
                Turns = row.Turns,
                HistoryBytes = row.HistoryBytes,
                AwaitsStart = row.Turns == 0 && row.ScheduledAt is not null,
                ScheduledAt = row.ScheduledAt ?? default,
                Output = row.Output,
            };
            Open.Add(row.Id, instance);
            byKey.Add(row.Key, instance);
        }

        foreach (PendingTables.OpenInstance row in rows)
        {
            if (row.ParentKey is { } parentKey && byKey.TryGetValue(parentKey, out Instance? parent))
                parent.Adopt(byKey[row.Key]);
        }

        return byKey;
    }
}
