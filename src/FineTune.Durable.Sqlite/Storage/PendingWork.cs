using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Storage;

/// <summary>The tables of work that is not done yet: inbox, tasks and timers.</summary>
internal static class PendingWork
{
    public sealed record InboxRow(long Seq, long Instance, int Execution, HistoryEvent Event);

    public sealed record TaskRow(long Instance, string InstanceId, int Id, int Execution, string Name, string? Input);

    public sealed record TimerRow(long Instance, int Id, int Execution, DateTime Due);

    public static long AddMessage(SqlSession session, long instance, int execution, HistoryEvent message) => session.InsertAndGetKey(
        "INSERT INTO inbox(instance, execution, event) VALUES ($1, $2, $3)", instance, execution, HistoryJson.Write(message));

    public static void RemoveMessage(SqlSession session, long seq) => session.Execute("DELETE FROM inbox WHERE seq = $1", seq);

    public static void AddTask(SqlSession session, long instance, int execution, TaskScheduled task) => session.Execute(
        "INSERT INTO tasks(instance, id, execution, name, input) VALUES ($1, $2, $3, $4, $5)", instance, task.Id, execution, task.Name, task.Input);

    public static void RemoveTask(SqlSession session, long instance, int execution, int id) =>
        session.Execute("DELETE FROM tasks WHERE instance = $1 AND execution = $2 AND id = $3", instance, execution, id);

    public static void AddTimer(SqlSession session, long instance, int execution, int id, DateTime due) => session.Execute(
        "INSERT INTO timers(instance, id, execution, due) VALUES ($1, $2, $3, $4)", instance, id, execution, due.Ticks);

    public static void RemoveTimer(SqlSession session, long instance, int id) =>
        session.Execute("DELETE FROM timers WHERE instance = $1 AND id = $2", instance, id);

    public static void ClearTimers(SqlSession session, long instance) => session.Execute("DELETE FROM timers WHERE instance = $1", instance);

    /// <summary>Drops all that waits for an instance which has ended.</summary>
    public static void Clear(SqlSession session, long instance)
    {
        session.Execute("DELETE FROM tasks WHERE instance = $1", instance);
        session.Execute("DELETE FROM inbox WHERE instance = $1", instance);
        ClearTimers(session, instance);
    }

    public static List<InboxRow> AllMessages(SqlSession session) => session.Query(
        "SELECT seq, instance, execution, event FROM inbox ORDER BY seq",
        row => new InboxRow(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), HistoryJson.Read(row.GetString(3))));

    public static List<TaskRow> AllTasks(SqlSession session) => session.Query(
        "SELECT t.instance, i.id, t.id, t.execution, t.name, t.input FROM tasks t JOIN instances i ON i.key = t.instance ORDER BY t.instance, t.id",
        row => new TaskRow(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5)));

    public static List<TimerRow> AllTimers(SqlSession session) => session.Query(
        "SELECT instance, id, execution, due FROM timers",
        row => new TimerRow(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), new DateTime(row.GetInt64(3), DateTimeKind.Utc)));
}
