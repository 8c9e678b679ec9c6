namespace FineTune.Durable.Sqlite.Storage;

/// <summary>
/// The engine's own tables. The tables inbox, tasks and timers hold pending work only: a row goes in the very transaction
/// that consumes it, so starting up reads them whole and never scans histories.
/// </summary>
internal sealed class EngineMigrations : IMigrationSource
{
    private const string Initial = """
        CREATE TABLE instances(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            execution INTEGER NOT NULL,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            events INTEGER NOT NULL DEFAULT 0,
            input TEXT,
            output TEXT,
            custom_status TEXT,
            tags TEXT,
            parent_key INTEGER,
            parent TEXT
        ) STRICT;
        CREATE INDEX instances_parent ON instances(parent_key) WHERE parent_key IS NOT NULL;

        CREATE TABLE history(
            instance INTEGER NOT NULL REFERENCES instances(key) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (instance, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE inbox(
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            instance INTEGER NOT NULL REFERENCES instances(key) ON DELETE CASCADE,
            execution INTEGER NOT NULL,
            event TEXT NOT NULL
        ) STRICT;
        CREATE INDEX inbox_instance ON inbox(instance);

        CREATE TABLE tasks(
            instance INTEGER NOT NULL REFERENCES instances(key) ON DELETE CASCADE,
            id INTEGER NOT NULL,
            execution INTEGER NOT NULL,
            name TEXT NOT NULL,
            input TEXT,
            PRIMARY KEY (instance, execution, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE timers(
            instance INTEGER NOT NULL REFERENCES instances(key) ON DELETE CASCADE,
            id INTEGER NOT NULL,
            execution INTEGER NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (instance, id)
        ) STRICT, WITHOUT ROWID;
        """;

    public string Component => "engine";

    public IReadOnlyList<string> Scripts { get; } = [Initial];
}
