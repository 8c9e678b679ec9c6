using System.Diagnostics;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Inspection;

/// <summary>
/// Reads a task hub without opening it for work. It writes nothing and takes no lock, so it can be used while another process works on
/// the task hub; it sees the last commit.
/// </summary>
public static class TaskHubInspector
{
    private static readonly Sql s_count = new("SELECT status, count(*) FROM instances GROUP BY status");
    private static readonly Sql s_pending =
        new("SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM tasks), (SELECT count(*) FROM timers)");
    private static readonly Sql s_nextTimer = new("SELECT min(due) FROM timers");
    private static readonly Sql s_version = new("SELECT sqlite_version()");
    private static readonly Sql s_open = new(OpenWith("") + " ORDER BY id");
    private static readonly Sql s_oldest = new(
        OpenWith(
            "AND (EXISTS (SELECT 1 FROM inbox WHERE instance = key) OR EXISTS (SELECT 1 FROM tasks WHERE instance = key)) "
            + "AND (scheduled_at IS NULL OR turns > 0)")
        + " ORDER BY updated_at LIMIT 1");

    /// <summary>Returns a report about the database, or null if the file does not exist or is empty.</summary>
    /// <exception cref="SqliteTaskHubException">
    /// The file is damaged or cannot be read, or belongs to another program or a newer version. The message says what to do.
    /// </exception>
    public static TaskHubReport? Read(string databasePath) => Open(databasePath, (session, path) =>
    {
        (long messages, long activities, long timers) = session.Query(s_pending, row => (row.Long(0), row.Long(1), row.Long(2)))[0];
        return new TaskHubReport
        {
            Path = path,
            SchemaVersion = (int)session.Number(DatabaseCheck.UserVersion),
            KnownSchemaVersion = Migrations.Scripts.Count,
            SqliteVersion = session.Query(s_version, row => row.Text(0))[0],
            HolderProcessId = Holder(path),
            DatabaseBytes = new FileInfo(path).Length,
            LogBytes = new FileInfo(path + "-wal") is { Exists: true } log ? log.Length : 0,
            Instances = session.Query(s_count, row => KeyValuePair.Create((OrchestrationStatus)row.Int(0), row.Long(1))).ToDictionary(),
            Open = session.Query(s_open, Map),
            PendingMessages = messages,
            PendingActivities = activities,
            PendingTimers = timers,
            NextTimer = session.Query(s_nextTimer, row => row.TimeOrNull(0)) is [{ } due] ? due : null,
            OldestPending = session.Query(s_oldest, Map).FirstOrDefault(),
        };
    });

    /// <summary>
    /// Returns the committed history of an instance's latest execution in order; empty if there is none, or no file.
    /// </summary>
    /// <exception cref="SqliteTaskHubException">See <see cref="Read"/>.</exception>
    public static IReadOnlyList<HistoryEvent> ReadHistory(string databasePath, string instanceId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Open(databasePath, (session, _) => HistoryTable.ReadOf(session, instanceId)) ?? [];
    }

    private static T? Open<T>(string databasePath, Func<SqlSession, string, T> read)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(databasePath);
        string path = Path.GetFullPath(databasePath);
        if (!File.Exists(path))
            return null;

        try
        {
            using SqlSession session = Database.Connect(path, SqliteOpenMode.ReadOnly);
            session.Script("BEGIN");
            return DatabaseCheck.IsEmpty(session, path) ? null : read(session, path);
        }
        catch (SqliteException e)
        {
            throw DatabaseCheck.Explain(e, path);
        }
    }

    /// <summary>A killed process leaves its ID behind, so we check whether it is alive.</summary>
    private static int? Holder(string path)
    {
        if (DatabaseLock.ReadHolder(path) is not { } id)
            return null;
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.HasExited ? null : id;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string OpenWith(string condition) =>
        "SELECT id, name, version, status, created_at, updated_at, parent, history_bytes FROM instances "
        + $"WHERE {InstanceTable.IsOpen} {condition}";

    private static OpenOrchestration Map(SqlRow row) => new(
        row.Text(0), row.Text(1), row.TextOrNull(2), (OrchestrationStatus)row.Int(3), row.Time(4), row.Time(5),
        JsonParts.ParentFromText(row.TextOrNull(6))?.OrchestrationInstance.InstanceId, row.Long(7));
}
