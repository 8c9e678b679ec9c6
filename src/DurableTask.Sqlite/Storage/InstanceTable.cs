using DurableTask.Core;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Storage;

/// <summary>
/// The tables instances and inputs. Times are stored as UTC ticks. Inputs are separate because every turn rewrites the instance row.
/// </summary>
internal static class InstanceTable
{
    /// <summary>The condition for pending, running and suspended instances.</summary>
    public const string IsOpen = "status IN (0, 6, 7)";

    /// <summary>A query for <see cref="Map"/> with inputs and outputs.</summary>
    public const string Select =
        "SELECT i.id, i.execution, i.generation, i.name, i.version, i.status, i.created_at, i.updated_at, i.scheduled_at, i.completed_at, "
        + "i.history_bytes, i.custom_status, i.tags, i.parent, i.output, i.failure, p.input "
        + "FROM instances i LEFT JOIN inputs p ON p.instance = i.key";

    /// <summary>A query for <see cref="Map"/> without inputs and outputs.</summary>
    public const string SelectWithoutPayloads =
        "SELECT i.id, i.execution, i.generation, i.name, i.version, i.status, i.created_at, i.updated_at, i.scheduled_at, i.completed_at, "
        + "i.history_bytes, i.custom_status, i.tags, i.parent, NULL, NULL, NULL FROM instances i";

    private static readonly Sql s_find = new(Select + " WHERE i.id = ?1");
    private static readonly Sql s_insert = new(
        "INSERT INTO instances(key, id, execution, generation, name, version, status, created_at, updated_at, scheduled_at, tags, "
        + "parent_key, parent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 6, ?7, ?7, ?8, ?9, ?10, ?11)");

    private static readonly Sql s_update = new(
        "UPDATE instances SET execution = ?2, version = coalesce(?3, version), status = ?4, updated_at = ?5, completed_at = ?6, "
        + "turns = ?7, history_bytes = ?8, output = ?9, failure = ?10, custom_status = ?11 WHERE key = ?1");

    private static readonly Sql s_touch =
        new("UPDATE instances SET updated_at = ?2, turns = ?3, history_bytes = ?4, custom_status = ?5 WHERE key = ?1");
    private static readonly Sql s_delete = new("DELETE FROM instances WHERE key = ?1");
    private static readonly Sql s_setInput = new("INSERT OR REPLACE INTO inputs(instance, input) VALUES (?1, ?2)");
    private static readonly Sql s_clearInput = new("DELETE FROM inputs WHERE instance = ?1");

    public static OrchestrationState? Find(SqlSession session, string id) => session.Query(s_find, Map, id).FirstOrDefault();

    public static void Insert(SqlSession session, NewInstanceRow row)
    {
        session.Execute(
            s_insert,
            row.Key,
            row.Id,
            row.ExecutionId,
            row.Generation,
            row.Name,
            row.Version,
            row.CreatedAt.Ticks,
            row.ScheduledAt?.Ticks,
            row.Tags,
            row.ParentKey,
            row.Parent);
        SetInput(session, row.Key, row.Input);
    }

    public static void Update(SqlSession session, long key, InstanceUpdate row) => session.Execute(
        s_update,
        key,
        row.ExecutionId,
        row.Version,
        (long)row.Status,
        row.UpdatedAt.Ticks,
        row.CompletedAt?.Ticks,
        row.Turns,
        row.HistoryBytes,
        row.Output,
        row.Failure,
        row.CustomStatus);

    /// <summary>Records a turn that did not change the status. No index is updated.</summary>
    public static void Touch(SqlSession session, long key, InstanceUpdate row) =>
        session.Execute(s_touch, key, row.UpdatedAt.Ticks, row.Turns, row.HistoryBytes, row.CustomStatus);

    public static void SetInput(SqlSession session, long key, string? input)
    {
        if (input is not null)
            session.Execute(s_setInput, key, input);
    }

    public static void ClearInput(SqlSession session, long key) => session.Execute(s_clearInput, key);

    /// <summary>Deletes an instance and its history, but not its pending work.</summary>
    public static void Delete(SqlSession session, long key)
    {
        session.Execute(s_delete, key);
        ClearInput(session, key);
        HistoryTable.Clear(session, key);
    }

    public static OrchestrationState Map(SqlRow row) => new()
    {
        OrchestrationInstance = new OrchestrationInstance { InstanceId = row.Text(0), ExecutionId = row.Text(1) },
        Generation = row.Int(2),
        Name = row.Text(3),
        Version = row.TextOrNull(4),
        OrchestrationStatus = (OrchestrationStatus)row.Int(5),
        CreatedTime = row.Time(6),
        LastUpdatedTime = row.Time(7),
        ScheduledStartTime = row.TimeOrNull(8),
        CompletedTime = row.TimeOrNull(9) ?? Core.Common.Utils.DateTimeSafeMaxValue,
        Size = row.Long(10),
        Status = row.TextOrNull(11),
        Tags = JsonParts.TagsFromText(row.TextOrNull(12)),
        ParentInstance = JsonParts.ParentFromText(row.TextOrNull(13)),
        Output = row.TextOrNull(14),
        FailureDetails = JsonParts.FailureFromText(row.TextOrNull(15)),
        Input = row.TextOrNull(16),
    };
}
