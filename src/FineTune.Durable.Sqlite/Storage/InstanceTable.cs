using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;
using Microsoft.Data.Sqlite;

namespace FineTune.Durable.Sqlite.Storage;

internal static class InstanceTable
{
    public const string Columns = "key, id, execution, name, version, status, created_at, updated_at, events, input, output, custom_status, tags, parent";
    public const string ColumnsWithoutPayloads = "key, id, execution, name, version, status, created_at, updated_at, events, NULL, NULL, NULL, tags, parent";

    public static InstanceRow? Find(SqlSession session, string id) =>
        session.Query($"SELECT {Columns} FROM instances WHERE id = $1", Map, id).FirstOrDefault();

    public static InstanceRow? Find(SqlSession session, long key) =>
        session.Query($"SELECT {Columns} FROM instances WHERE key = $1", Map, key).FirstOrDefault();

    public static long Insert(SqlSession session, InstanceRow row) => session.InsertAndGetKey(
        "INSERT INTO instances(id, execution, name, version, status, created_at, updated_at, input, tags, parent_key, parent) VALUES ($1, 1, $2, $3, 6, $4, $4, $5, $6, $7, $8)",
        row.Id, row.Name, row.Version, row.CreatedAt.Ticks, row.Input, row.Tags, row.Parent?.Key, HistoryJson.WriteParent(row.Parent));

    public static void SaveTurn(SqlSession session, long key, OrchestrationRuntimeStatus status, DateTime now, int events, string? output, string? customStatus) =>
        session.Execute(
            "UPDATE instances SET status = $2, updated_at = $3, events = $4, output = $5, custom_status = $6 WHERE key = $1",
            key, (int)status, now.Ticks, events, output, customStatus);

    public static void SaveNextRound(SqlSession session, long key, int execution, string version, string? input) =>
        session.Execute("UPDATE instances SET execution = $2, version = $3, input = $4 WHERE key = $1", key, execution, version, input);

    public static void Delete(SqlSession session, long key) => session.Execute("DELETE FROM instances WHERE key = $1", key);

    public static InstanceRow Map(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt32(2),
        row.GetString(3),
        row.GetString(4),
        (OrchestrationRuntimeStatus)row.GetInt32(5),
        new DateTime(row.GetInt64(6), DateTimeKind.Utc),
        new DateTime(row.GetInt64(7), DateTimeKind.Utc),
        row.GetInt32(8),
        Text(row, 9),
        Text(row, 10),
        Text(row, 11),
        Text(row, 12),
        HistoryJson.ReadParent(Text(row, 13)));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
