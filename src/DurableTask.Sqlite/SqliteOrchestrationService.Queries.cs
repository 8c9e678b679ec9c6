using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Members for reading instances and histories. Reads see the last commit.</content>
public sealed partial class SqliteOrchestrationService
{
    private const string Matches =
        "(?1 IS NULL OR i.created_at >= ?1) AND (?2 IS NULL OR i.created_at <= ?2) "
        + "AND (?3 IS NULL OR i.status IN (SELECT value FROM json_each(?3)))";

    private const string Page =
        " WHERE " + Matches + " AND (?4 IS NULL OR (i.id >= ?4 AND substr(i.id, 1, length(?4)) = ?4)) AND (?5 IS NULL OR i.id > ?5) "
        + "AND (?6 = 0 OR substr(i.id, 1, 1) <> '@') ORDER BY i.id LIMIT ?7";

    private static readonly Sql s_page = new(InstanceTable.Select + Page);
    private static readonly Sql s_pageWithoutPayloads = new(InstanceTable.SelectWithoutPayloads + Page);

    /// <summary>
    /// Returns the instance as a list of one, or an empty list. <paramref name="allExecutions"/> is ignored: only the latest
    /// execution is stored.
    /// </summary>
    public Task<IList<OrchestrationState>> GetOrchestrationStateAsync(string instanceId, bool allExecutions)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        OrchestrationState? state = Hub.Database.Read(session => InstanceTable.Find(session, instanceId));
        return Task.FromResult<IList<OrchestrationState>>(state is null ? [] : [state]);
    }

    /// <summary>
    /// Returns the instance, or null if it does not exist. <paramref name="executionId"/> is ignored: only the latest execution is
    /// stored.
    /// </summary>
    public Task<OrchestrationState?> GetOrchestrationStateAsync(string instanceId, string? executionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Task.FromResult(Hub.Database.Read(session => InstanceTable.Find(session, instanceId)));
    }

    /// <summary>
    /// Returns the history of the latest execution as a JSON array (see <see cref="HistorySerializer"/>); the array is empty if there
    /// is no history.
    /// </summary>
    public async Task<string> GetOrchestrationHistoryAsync(string instanceId, string? executionId) =>
        HistorySerializer.Serialize(await ReadHistoryAsync(instanceId).ConfigureAwait(false));

    /// <summary>
    /// Returns the committed history of the latest execution in order; empty if the instance does not exist or has not run.
    /// </summary>
    public Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(string instanceId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Task.FromResult(Hub.Database.Read<IReadOnlyList<HistoryEvent>>(session => HistoryTable.ReadOf(session, instanceId)));
    }

    /// <summary>
    /// Returns a page of instances that match all conditions, ordered by instance ID. The time range is inclusive.
    /// <see cref="OrchestrationQuery.TaskHubNames"/> is ignored: a database is one task hub. Without inputs and outputs, failure
    /// details are omitted too.
    /// </summary>
    /// <returns>Up to <see cref="OrchestrationQuery.PageSize"/> instances, and the token of the next page or null.</returns>
    public Task<OrchestrationQueryResult> GetOrchestrationWithQueryAsync(OrchestrationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.PageSize, nameof(query));
        cancellationToken.ThrowIfCancellationRequested();
        List<OrchestrationState> page = Hub.Database.Read(session => session.Query(
            query.FetchInputsAndOutputs ? s_page : s_pageWithoutPayloads,
            InstanceTable.Map,
            Ticks(query.CreatedTimeFrom), Ticks(query.CreatedTimeTo), Statuses(query.RuntimeStatus), NullIfEmpty(query.InstanceIdPrefix),
            NullIfEmpty(query.ContinuationToken), query.ExcludeEntities ? 1 : 0, (long)query.PageSize + 1));

        string? token = null;
        if (page.Count > query.PageSize)
        {
            page.RemoveAt(query.PageSize);
            token = page[^1].OrchestrationInstance.InstanceId;
        }

        return Task.FromResult(new OrchestrationQueryResult(page, token));
    }

    private static long? Ticks(DateTime? time) => time is { } value ? EventWriter.Utc(value).Ticks : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? Statuses(IEnumerable<OrchestrationStatus>? statuses)
    {
        int[] values = [.. (statuses ?? []).Select(status => (int)status)];
        return values.Length == 0 ? null : JsonSerializer.Serialize(values);
    }
}
