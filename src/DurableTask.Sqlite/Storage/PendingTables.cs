using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Storage;

/// <summary>A row of the table inbox.</summary>
internal sealed record InboxRow(long Seq, string? ExecutionId, bool IsRecursive, byte[] Event);

/// <summary>A row of the table tasks.</summary>
internal sealed record TaskRow(long Seq, byte[] Event, string? Tags);

/// <summary>The tables of pending work: inbox, tasks and timers.</summary>
internal static class PendingTables
{
    private static readonly Sql s_addMessage =
        new("INSERT INTO inbox(instance, seq, execution, recursive, event) VALUES (?1, ?2, ?3, ?4, ?5)");
    private static readonly Sql s_removeMessage = new("DELETE FROM inbox WHERE instance = ?1 AND seq = ?2");
    private static readonly Sql s_clearMessages = new("DELETE FROM inbox WHERE instance = ?1");
    private static readonly Sql s_messages = new("SELECT instance, seq, execution, recursive, event FROM inbox ORDER BY seq");
    private static readonly Sql s_addTask = new("INSERT INTO tasks(instance, seq, event, tags) VALUES (?1, ?2, ?3, ?4)");
    private static readonly Sql s_removeTask = new("DELETE FROM tasks WHERE instance = ?1 AND seq = ?2");
    private static readonly Sql s_clearTasks = new("DELETE FROM tasks WHERE instance = ?1");
    private static readonly Sql s_tasks = new("SELECT instance, seq, event, tags FROM tasks ORDER BY seq");
    private static readonly Sql s_addTimer = new("INSERT OR REPLACE INTO timers(instance, id, due) VALUES (?1, ?2, ?3)");
    private static readonly Sql s_removeTimer = new("DELETE FROM timers WHERE instance = ?1 AND id = ?2");
    private static readonly Sql s_clearTimers = new("DELETE FROM timers WHERE instance = ?1");
    private static readonly Sql s_timers = new("SELECT instance, id, due FROM timers");
    private static readonly Sql s_open = new(
        "SELECT key, id, execution, generation, status, turns, history_bytes, scheduled_at, parent_key, output "
        + $"FROM instances INDEXED BY instances_open WHERE {InstanceTable.IsOpen}");

    public sealed record OpenInstance(
        long Key,
        string Id,
        string ExecutionId,
        int Generation,
        OrchestrationStatus Status,
        int Turns,
        long HistoryBytes,
        DateTime? ScheduledAt,
        long? ParentKey,
        string? Output);

    public sealed record Message(long Instance, long Seq, string? ExecutionId, bool IsRecursive, HistoryEvent Event);

    public sealed record ScheduledTask(long Instance, long Seq, HistoryEvent Event, string? Tags);

    public sealed record Timer(long Instance, int Id, DateTime Due);

    public static void AddMessage(SqlSession session, long instance, InboxRow row) =>
        session.Execute(s_addMessage, instance, row.Seq, row.ExecutionId, row.IsRecursive ? 1 : 0, row.Event);

    public static void RemoveMessage(SqlSession session, long instance, long seq) => session.Execute(s_removeMessage, instance, seq);

    public static void ClearMessages(SqlSession session, long instance) => session.Execute(s_clearMessages, instance);

    public static void AddTask(SqlSession session, long instance, TaskRow row) =>
        session.Execute(s_addTask, instance, row.Seq, row.Event, row.Tags);

    public static void RemoveTask(SqlSession session, long instance, long seq) => session.Execute(s_removeTask, instance, seq);

    public static void ClearTasks(SqlSession session, long instance) => session.Execute(s_clearTasks, instance);

    public static void AddTimer(SqlSession session, long instance, int id, DateTime due) =>
        session.Execute(s_addTimer, instance, id, due.Ticks);

    public static void RemoveTimer(SqlSession session, long instance, int id) => session.Execute(s_removeTimer, instance, id);

    public static void ClearTimers(SqlSession session, long instance) => session.Execute(s_clearTimers, instance);

    public static List<OpenInstance> OpenInstances(SqlSession session) => session.Query(
        s_open,
        row => new OpenInstance(
            row.Long(0),
            row.Text(1),
            row.Text(2),
            row.Int(3),
            (OrchestrationStatus)row.Int(4),
            row.Int(5),
            row.Long(6),
            row.TimeOrNull(7),
            row.IsNull(8) ? null : row.Long(8),
            row.TextOrNull(9)));

    public static List<Message> Messages(SqlSession session) => session.Query(
        s_messages, row => new Message(row.Long(0), row.Long(1), row.TextOrNull(2), row.Int(3) != 0,
            HistorySerializer.ReadOne(row.Blob(4))));

    public static List<ScheduledTask> Tasks(SqlSession session) => session.Query(
        s_tasks, row => new ScheduledTask(row.Long(0), row.Long(1), HistorySerializer.ReadOne(row.Blob(2)), row.TextOrNull(3)));

    public static List<Timer> Timers(SqlSession session) =>
        session.Query(s_timers, row => new Timer(row.Long(0), row.Int(1), row.Time(2)));
}
