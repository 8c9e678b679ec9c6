using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Triggers;
using Microsoft.Data.Sqlite;

namespace FineTune.Durable.Sqlite.Inspection;

/// <summary>Looks into an engine's database without running it. Works beside a running engine, and then sees its last commit.</summary>
public static class EngineInspector
{
    /// <summary>What the database holds that is not done; null where there is no database, or one without an engine's tables.</summary>
    /// <exception cref="InvalidOperationException">The database is damaged or cannot be opened; the message says what to do.</exception>
    public static EngineReport? Read(string databasePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(databasePath);
        if (!File.Exists(databasePath))
            return null;

        try
        {
            var builder = new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 30 };
            using var connection = new SqliteConnection(builder.ToString());
            connection.Open();
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
            return Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('instances', 'poison_messages')", row => row.GetString(0)).Count < 2
                ? null
                : new EngineReport(OpenInstances(connection), PoisonMessages(connection));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            throw new InvalidOperationException(
                $"The database {databasePath} is damaged ({e.Message}). Restore it from a copy, or move it away to start with an empty one.", e);
        }
        catch (SqliteException e)
        {
            throw new InvalidOperationException($"The database {databasePath} cannot be read: {e.Message}", e);
        }
    }

    private static List<OpenInstance> OpenInstances(SqliteConnection connection) => Rows(
        connection,
        "SELECT i.id, i.name, i.version, i.status, i.updated_at, p.id FROM instances i LEFT JOIN instances p ON p.key = i.parent_key WHERE i.status IN (0, 6, 7) ORDER BY i.id",
        row => new OpenInstance(
            row.GetString(0), row.GetString(1), row.GetString(2), (OrchestrationRuntimeStatus)row.GetInt32(3),
            new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero), row.IsDBNull(5) ? null : row.GetString(5)));

    private static List<PoisonMessage> PoisonMessages(SqliteConnection connection) => Rows(
        connection,
        "SELECT function, container, blob, etag, attempts, error, failed FROM poison_messages ORDER BY id",
        row => new PoisonMessage(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetString(5),
            new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero)));

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> map)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }
}
