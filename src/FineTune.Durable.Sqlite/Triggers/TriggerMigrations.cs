using FineTune.Durable.Sqlite.Storage;

namespace FineTune.Durable.Sqlite.Triggers;

/// <summary>The tables of the triggers, in the engine's database. Times are UTC ticks.</summary>
internal sealed class TriggerMigrations : IMigrationSource
{
    // blob_receipts.state: 0 under way or to be tried again, 1 done, 2 given up.
    private const string Initial = """
        CREATE TABLE blob_seen(
            container TEXT NOT NULL,
            blob TEXT NOT NULL,
            length INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            etag TEXT NOT NULL,
            PRIMARY KEY (container, blob)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE blob_receipts(
            function TEXT NOT NULL COLLATE NOCASE,
            container TEXT NOT NULL,
            blob TEXT NOT NULL,
            etag TEXT NOT NULL,
            state INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            PRIMARY KEY (container, blob, etag, function)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE poison_messages(
            id INTEGER PRIMARY KEY,
            function TEXT NOT NULL COLLATE NOCASE,
            container TEXT NOT NULL,
            blob TEXT NOT NULL,
            etag TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            error TEXT NOT NULL,
            failed INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE timer_status(
            function TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
            schedule TEXT NOT NULL,
            last INTEGER NOT NULL,
            next INTEGER NOT NULL,
            updated INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    public string Component => "triggers";

    public IReadOnlyList<string> Scripts { get; } = [Initial];
}
