using Microsoft.Data.Sqlite;

namespace FineTune.Durable.Sqlite.Storage;

/// <summary>Brings every component's tables to the version this program knows, one transaction per script.</summary>
internal static class Migrator
{
    public static void Apply(SqliteConnection connection, IEnumerable<IMigrationSource> sources, TimeProvider clock)
    {
        Run(connection, null, "CREATE TABLE IF NOT EXISTS schema_versions(component TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, applied_at TEXT NOT NULL) STRICT");
        foreach (IMigrationSource source in sources)
        {
            long current = ReadVersion(connection, source.Component);
            if (current > source.Scripts.Count)
                throw new InvalidOperationException(
                    $"The database {connection.DataSource} was written by a newer version of this program (component '{source.Component}' is at {current}, this program knows {source.Scripts.Count}). Start the newer version, or use another data folder.");

            for (int version = (int)current + 1; version <= source.Scripts.Count; version++)
                ApplyOne(connection, source, version, clock);
        }
    }

    private static void ApplyOne(SqliteConnection connection, IMigrationSource source, int version, TimeProvider clock)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        Run(connection, transaction, source.Scripts[version - 1]);
        Run(
            connection,
            transaction,
            "INSERT INTO schema_versions(component, version, applied_at) VALUES ($1, $2, $3) ON CONFLICT(component) DO UPDATE SET version = excluded.version, applied_at = excluded.applied_at",
            source.Component,
            version,
            clock.GetUtcNow().ToString("o"));
        transaction.Commit();
    }

    private static long ReadVersion(SqliteConnection connection, string component)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT version FROM schema_versions WHERE component = $1";
        command.Parameters.AddWithValue("$1", component);
        return command.ExecuteScalar() is long version ? version : 0;
    }

    private static void Run(SqliteConnection connection, SqliteTransaction? transaction, string sql, params object[] values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Scripts are constants of the program.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        command.ExecuteNonQuery();
    }
}
