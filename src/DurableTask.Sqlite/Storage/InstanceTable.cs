using DurableTask.Core;
using DurableTask.Sqlite.History;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Storage;

/// <summary>The tables instances and inputs. Times are stored as ticks of UTC. Inputs lie apart because a row is rewritten with every turn.</summary>
internal static class InstanceTable
{
    /// <summary>Pending, running or suspended.</summary>
    public const string IsOpen = "status IN (0, 6, 7)";

    /// <summary>For <see cref="Map"/>, with input and output.</summary>
    public const string Select =
        "SELECT i.id, i.execution, i.generation, i.name, i.version, i.status, i.created_at, i.updated_at, i.scheduled_at, i.completed_at, "
        + "i.history_bytes, i.custom_status, i.tags, i.parent, i.output, i.failure, p.input FROM instances i LEFT JOIN inputs p ON p.instance = i.key";

    /// <summary>For <see cref="Map"/>, without input and output.</summary>
    public const string SelectWithoutPayloads =
        "SELECT i.id, i.execution, i.generation, i.name, i.version, i.status, i.created_at, i.updated_at, i.scheduled_at, i.completed_at, "
        + "i.history_bytes, i.custom_status, i.tags, i.parent, NULL, NULL, NULL FROM instances i";

    public static OrchestrationState? Find(SqlSession session, string id) =>
        session.Query(Select + " WHERE i.id = $1", Map, id).FirstOrDefault();

    public static void Insert(SqlSession session, NewInstanceRow row)
    {
        session.Execute(
            "INSERT INTO instances(key, id, execution, generation, name, version, status, created_at, updated_at, scheduled_at, tags, parent_key, parent) "
            + "VALUES ($1, $2, $3, $4, $5, $6, 6, $7, $7, $8, $9, $10, $11)",
            row.Key, row.Id, row.ExecutionId, row.Generation, row.Name, row.Version, row.CreatedAt.Ticks, row.ScheduledAt?.Ticks, row.Tags, row.ParentKey, row.Parent);
        SetInput(session, row.Key, row.Input);
    }

    public static void Update(SqlSession session, long key, InstanceUpdate row) => session.Execute(
        "UPDATE instances SET execution = $2, version = coalesce($3, version), status = $4, updated_at = $5, completed_at = $6, turns = $7, history_bytes = $8, "
        + "output = $9, failure = $10, custom_status = $11 WHERE key = $1",
        key, row.ExecutionId, row.Version, (int)row.Status, row.UpdatedAt.Ticks, row.CompletedAt?.Ticks, row.Turns, row.HistoryBytes, row.Output, row.Failure, row.CustomStatus);

    public static void SetInput(SqlSession session, long key, string? input)
    {
        if (input is not null)
            session.Execute("INSERT INTO inputs(instance, input) VALUES ($1, $2) ON CONFLICT(instance) DO UPDATE SET input = excluded.input", key, input);
    }

    public static void ClearInput(SqlSession session, long key) => session.Execute("DELETE FROM inputs WHERE instance = $1", key);

    /// <summary>Removes the instance with its history. Its pending work is removed by whoever ends it.</summary>
    public static void Delete(SqlSession session, long key)
    {
        session.Execute("DELETE FROM instances WHERE key = $1", key);
        ClearInput(session, key);
        HistoryTable.Clear(session, key);
    }

    public static OrchestrationState Map(SqliteDataReader row) => new()
    {
        OrchestrationInstance = new OrchestrationInstance { InstanceId = row.GetString(0), ExecutionId = row.GetString(1) },
        Generation = row.GetInt32(2),
        Name = row.GetString(3),
        Version = Text(row, 4),
        OrchestrationStatus = (OrchestrationStatus)row.GetInt32(5),
        CreatedTime = Time(row.GetInt64(6)),
        LastUpdatedTime = Time(row.GetInt64(7)),
        ScheduledStartTime = row.IsDBNull(8) ? null : Time(row.GetInt64(8)),
        CompletedTime = row.IsDBNull(9) ? Core.Common.Utils.DateTimeSafeMaxValue : Time(row.GetInt64(9)),
        Size = row.GetInt64(10),
        Status = Text(row, 11),
        Tags = JsonParts.TagsFromText(Text(row, 12)),
        ParentInstance = JsonParts.ParentFromText(Text(row, 13)),
        Output = Text(row, 14),
        FailureDetails = JsonParts.FailureFromText(Text(row, 15)),
        Input = Text(row, 16),
    };

    private static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
