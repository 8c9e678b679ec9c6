using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Reading instances and histories. Reads see the last commit.</content>
public sealed partial class SqliteOrchestrationService
{
    private const string Matches =
        "(?1 IS NULL OR i.created_at >= ?1) AND (?2 IS NULL OR i.created_at <= ?2) AND (?3 IS NULL OR i.status IN (SELECT value FROM json_each(?3)))";

    private const string Page =
        " WHERE " + Matches + " AND (?4 IS NULL OR (i.id >= ?4 AND substr(i.id, 1, length(?4)) = ?4)) AND (?5 IS NULL OR i.id > ?5) "
        + "AND (?6 = 0 OR substr(i.id, 1, 1) <> '@') ORDER BY i.id LIMIT ?7";

    private static readonly Sql s_page = new(InstanceTable.Select + Page);
    private static readonly Sql s_pageWithoutPayloads = new(InstanceTable.SelectWithoutPayloads + Page);

    /// <summary>The instance in a list of one, or an empty list. Only the newest execution is kept, so <paramref name="allExecutions"/> makes no difference.</summary>
    public Task<IList<OrchestrationState>> GetOrchestrationStateAsync(string instanceId, bool allExecutions)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        IList<OrchestrationState> states = Hub.Database.Read(session => InstanceTable.Find(session, instanceId)) is { } state ? [state] : [];
        return Task.FromResult(states);
    }

    /// <summary>The instance; null when there is none. Only the newest execution is kept, so <paramref name="executionId"/> makes no difference.</summary>
    public Task<OrchestrationState?> GetOrchestrationStateAsync(string instanceId, string? executionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Task.FromResult(Hub.Database.Read(session => InstanceTable.Find(session, instanceId)));
    }

    /// <summary>The history of the instance's newest execution as a JSON array (see <see cref="HistorySerializer"/>); an empty one when there is none.</summary>
    public async Task<string> GetOrchestrationHistoryAsync(string instanceId, string? executionId) =>
        HistorySerializer.Serialize(await ReadHistoryAsync(instanceId).ConfigureAwait(false));

    /// <summary>
    /// The committed history of the instance's newest execution, oldest event first; empty when there is no such instance or it has not begun.
    /// </summary>
    public Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(string instanceId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Task.FromResult(Hub.Database.Read<IReadOnlyList<HistoryEvent>>(session => HistoryTable.ReadOf(session, instanceId)));
    }

    /// <summary>
    /// One page of instances, ordered by id. All conditions must hold; times include both ends. <see cref="OrchestrationQuery.TaskHubNames"/> is not
    /// considered: a database is one hub. Without inputs and outputs, failure details are left out too.
    /// </summary>
    /// <returns>Up to <see cref="OrchestrationQuery.PageSize"/> instances, and a token for the next page; null after the last.</returns>
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
