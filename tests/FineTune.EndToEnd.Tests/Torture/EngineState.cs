using Microsoft.Data.Sqlite;

namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>What the engine's database says when its process is gone (or while it runs: between two commits).</summary>
/// <param name="Integrity">SQLite's own check: "ok".</param>
/// <param name="Orphans">Open instances that nothing will ever wake, or whose parent has ended.</param>
/// <param name="Failed">Instances that failed, with what they said.</param>
/// <param name="Open">Open instances.</param>
internal sealed record EngineState(string Integrity, IReadOnlyList<string> Orphans, IReadOnlyList<string> Failed, IReadOnlyList<string> Open)
{
    private const string IsOpen = "status IN (0, 6, 7)";

    private const string OrphanQuery = $"""
        SELECT id FROM instances i WHERE {IsOpen} AND (
            (NOT EXISTS (SELECT 1 FROM timers t WHERE t.instance = i.key)
                AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.instance = i.key)
                AND NOT EXISTS (SELECT 1 FROM inbox m WHERE m.instance = i.key)
                AND NOT EXISTS (SELECT 1 FROM instances c WHERE c.parent_key = i.key AND c.{IsOpen}))
            OR (parent_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instances p WHERE p.key = i.parent_key AND p.{IsOpen})))
        """;

    /// <summary>Null where there is no database yet: the process died before it made one.</summary>
    public static EngineState? Read(TemporaryData data, bool checkIntegrity = true)
    {
        var path = Path.Combine(data.Path, "engine.db");
        if (!File.Exists(path))
        {
            return null;
        }

        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False;Default Timeout=30");
        connection.Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        if (Texts(connection, "SELECT name FROM sqlite_master WHERE name = 'instances'").Count == 0)
        {
            return null;
        }

        return new EngineState(
            checkIntegrity ? Texts(connection, "PRAGMA integrity_check")[0] : "ok",
            Texts(connection, OrphanQuery),
            Texts(connection, "SELECT id || ': ' || IFNULL(output, '') FROM instances WHERE status = 3"),
            Texts(connection, $"SELECT id FROM instances WHERE {IsOpen}"));
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        List<string> texts = [];
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
