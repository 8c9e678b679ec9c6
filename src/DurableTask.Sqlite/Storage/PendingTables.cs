using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Storage;

/// <summary>A row of the table inbox.</summary>
internal sealed record InboxRow(long Seq, string? ExecutionId, bool IsRecursive, byte[] Event);

/// <summary>A row of the table tasks.</summary>
internal sealed record TaskRow(long Seq, byte[] Event, string? Tags);

/// <summary>The tables of work that is not done yet: inbox, tasks and timers.</summary>
internal static class PendingTables
{
    public sealed record OpenInstance(
        long Key, string Id, string ExecutionId, int Generation, OrchestrationStatus Status, int Turns, long HistoryBytes, DateTime? ScheduledAt, long? ParentKey);

    public sealed record Message(long Instance, long Seq, string? ExecutionId, bool IsRecursive, HistoryEvent Event);

    public sealed record ScheduledTask(long Instance, long Seq, HistoryEvent Event, string? Tags);

    public sealed record Timer(long Instance, int Id, DateTime Due);

    public static void AddMessage(SqlSession session, long instance, InboxRow row) => session.Execute(
        "INSERT INTO inbox(instance, seq, execution, recursive, event) VALUES ($1, $2, $3, $4, $5)",
        instance, row.Seq, row.ExecutionId, row.IsRecursive ? 1 : 0, row.Event);

    public static void RemoveMessage(SqlSession session, long instance, long seq) =>
        session.Execute("DELETE FROM inbox WHERE instance = $1 AND seq = $2", instance, seq);

    public static void ClearMessages(SqlSession session, long instance) => session.Execute("DELETE FROM inbox WHERE instance = $1", instance);

    public static void AddTask(SqlSession session, long instance, TaskRow row) =>
        session.Execute("INSERT INTO tasks(instance, seq, event, tags) VALUES ($1, $2, $3, $4)", instance, row.Seq, row.Event, row.Tags);

    public static void RemoveTask(SqlSession session, long instance, long seq) =>
        session.Execute("DELETE FROM tasks WHERE instance = $1 AND seq = $2", instance, seq);

    public static void ClearTasks(SqlSession session, long instance) => session.Execute("DELETE FROM tasks WHERE instance = $1", instance);

    public static void AddTimer(SqlSession session, long instance, int id, DateTime due) =>
        session.Execute("INSERT OR REPLACE INTO timers(instance, id, due) VALUES ($1, $2, $3)", instance, id, due.Ticks);

    public static void RemoveTimer(SqlSession session, long instance, int id) =>
        session.Execute("DELETE FROM timers WHERE instance = $1 AND id = $2", instance, id);

    public static void ClearTimers(SqlSession session, long instance) => session.Execute("DELETE FROM timers WHERE instance = $1", instance);

    public static List<OpenInstance> OpenInstances(SqlSession session) => session.Query(
        $"SELECT key, id, execution, generation, status, turns, history_bytes, scheduled_at, parent_key FROM instances INDEXED BY instances_open WHERE {InstanceTable.IsOpen}",
        row => new OpenInstance(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), (OrchestrationStatus)row.GetInt32(4), row.GetInt32(5), row.GetInt64(6),
            row.IsDBNull(7) ? null : new DateTime(row.GetInt64(7), DateTimeKind.Utc), row.IsDBNull(8) ? null : row.GetInt64(8)));

    public static List<Message> Messages(SqlSession session) => session.Query(
        "SELECT instance, seq, execution, recursive, event FROM inbox ORDER BY seq",
        row => new Message(
            row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt32(3) != 0, HistorySerializer.ReadOne(row.GetFieldValue<byte[]>(4))));

    public static List<ScheduledTask> Tasks(SqlSession session) => session.Query(
        "SELECT instance, seq, event, tags FROM tasks ORDER BY seq",
        row => new ScheduledTask(
            row.GetInt64(0), row.GetInt64(1), HistorySerializer.ReadOne(row.GetFieldValue<byte[]>(2)), row.IsDBNull(3) ? null : row.GetString(3)));

    public static List<Timer> Timers(SqlSession session) => session.Query(
        "SELECT instance, id, due FROM timers",
        row => new Timer(row.GetInt64(0), row.GetInt32(1), new DateTime(row.GetInt64(2), DateTimeKind.Utc)));
}
