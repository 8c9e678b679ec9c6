using System.Globalization;

namespace DurableTask.Sqlite.Storage;

/// <summary>
/// The schema as numbered scripts: the script at index 0 creates version 1. Never change a published script; append a new one. The
/// version is stored as SQLite's <c>user_version</c>, and the <c>application_id</c> marks the file as a task hub. The tables inbox,
/// tasks and timers contain only pending work, which is deleted in the transaction that consumes it.
/// </summary>
internal static class Migrations
{
    /// <summary>"DTSQ".</summary>
    public const int ApplicationId = 0x44545351;

    private const string Initial = """
        CREATE TABLE instances(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            execution TEXT NOT NULL,
            generation INTEGER NOT NULL,
            name TEXT NOT NULL,
            version TEXT,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            scheduled_at INTEGER,
            completed_at INTEGER,
            turns INTEGER NOT NULL DEFAULT 0,
            history_bytes INTEGER NOT NULL DEFAULT 0,
            output TEXT,
            failure TEXT,
            custom_status TEXT,
            tags TEXT,
            parent_key INTEGER,
            parent TEXT
        ) STRICT;
        CREATE INDEX instances_open ON instances(key) WHERE status IN (0, 6, 7);
        CREATE INDEX instances_parent ON instances(parent_key) WHERE parent_key IS NOT NULL;

        CREATE TABLE inputs(
            instance INTEGER PRIMARY KEY,
            input TEXT NOT NULL
        ) STRICT;

        CREATE TABLE history(
            seq INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            events BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX history_instance ON history(instance, turn);

        CREATE TABLE inbox(
            instance INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            execution TEXT,
            recursive INTEGER NOT NULL,
            event BLOB NOT NULL,
            PRIMARY KEY (instance, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tasks(
            instance INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            event BLOB NOT NULL,
            tags TEXT,
            PRIMARY KEY (instance, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE timers(
            instance INTEGER NOT NULL,
            id INTEGER NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (instance, id)
        ) STRICT, WITHOUT ROWID;
        """;

    public static IReadOnlyList<string> Scripts { get; } = [Initial];

    /// <summary>Upgrades the database to the latest version, one transaction per script.</summary>
    public static void Apply(SqlSession session)
    {
        int version = (int)session.Number(DatabaseCheck.UserVersion);
        for (; version < Scripts.Count; version++)
        {
            string next = (version + 1).ToString(CultureInfo.InvariantCulture);
            session.Script(
                $"BEGIN IMMEDIATE; {Scripts[version]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next}; COMMIT;");
        }
    }
}
