using System.Text.Json;
using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace FineTune.Durable.Sqlite.Dispatch;

internal sealed partial class SqliteDurableTaskClient
{
    private const string Matches =
        "($1 IS NULL OR created_at >= $1) AND ($2 IS NULL OR created_at <= $2) AND ($3 IS NULL OR status IN (SELECT value FROM json_each($3)))";

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Read(instanceId, getInputsAndOutputs));
    }

    /// <summary>By instance id, in pages; the continuation token is the last id of the page before.</summary>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>((token, sizeHint, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Max(1, sizeHint ?? query.PageSize);
            List<OrchestrationMetadata> rows = Find(query, token ?? query.ContinuationToken, size + 1);
            bool more = rows.Count > size;
            if (more)
                rows.RemoveAt(size);
            return Task.FromResult(new Page<OrchestrationMetadata>(rows, more ? rows[^1].InstanceId : null));
        });
    }

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return database.WriteAsync(session => new PurgeResult(
            InstanceTable.Find(session, instanceId) is { } row ? Purge(session, row, options?.Recursive ?? false) : 0,
            isComplete: true));
    }

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellation.ThrowIfCancellationRequested();
        return database.WriteAsync(session =>
        {
            List<long> keys = session.Query(
                $"SELECT key FROM instances WHERE {Matches}",
                row => row.GetInt64(0),
                filter.CreatedFrom?.UtcTicks, filter.CreatedTo?.UtcTicks, StatusList(filter.Statuses));
            int count = keys.Sum(key => InstanceTable.Find(session, key) is { } row ? Purge(session, row, options?.Recursive ?? false) : 0);
            return new PurgeResult(count, isComplete: true);
        });
    }

    private static int Purge(SqlSession session, InstanceRow row, bool recursive)
    {
        if (row.IsOpen)
            return 0;

        int count = 1;
        if (recursive)
        {
            List<long> children = session.Query("SELECT key FROM instances WHERE parent_key = $1", child => child.GetInt64(0), row.Key);
            count += children.Sum(key => InstanceTable.Find(session, key) is { } child ? Purge(session, child, recursive) : 0);
        }

        InstanceTable.Delete(session, row.Key);
        return count;
    }

    private List<OrchestrationMetadata> Find(OrchestrationQuery query, string? after, int count)
    {
        bool payloadsToo = query.FetchInputsAndOutputs;
        return database.ReadSession(session => session.Query(
            $"SELECT {(payloadsToo ? InstanceTable.Columns : InstanceTable.ColumnsWithoutPayloads)} FROM instances WHERE {Matches} AND ($4 IS NULL OR substr(id, 1, length($4)) = $4) AND ($5 IS NULL OR id > $5) ORDER BY id LIMIT $6",
            row => ToMetadata(row, payloadsToo),
            query.CreatedFrom?.UtcTicks, query.CreatedTo?.UtcTicks, StatusList(query.Statuses), query.InstanceIdPrefix, after, count));
    }

    private static string? StatusList(IEnumerable<OrchestrationRuntimeStatus>? statuses)
    {
        int[] values = [.. (statuses ?? []).Select(status => (int)status)];
        return values.Length == 0 ? null : JsonSerializer.Serialize(values);
    }

    private OrchestrationMetadata? Read(string instanceId, bool payloadsToo) => database.ReadSession(session => session.Query(
        $"SELECT {(payloadsToo ? InstanceTable.Columns : InstanceTable.ColumnsWithoutPayloads)} FROM instances WHERE id = $1",
        row => ToMetadata(row, payloadsToo),
        instanceId)).FirstOrDefault();

    /// <summary>As on the real host, a failure is in the output, as plain text; FailureDetails stays empty.</summary>
    private OrchestrationMetadata ToMetadata(SqliteDataReader reader, bool payloadsToo)
    {
        InstanceRow row = InstanceTable.Map(reader);
        return new OrchestrationMetadata(row.Name, row.Id)
        {
            RuntimeStatus = row.Status,
            CreatedAt = new DateTimeOffset(row.CreatedAt),
            LastUpdatedAt = new DateTimeOffset(row.UpdatedAt),
            SerializedInput = row.Input,
            SerializedOutput = row.Output,
            SerializedCustomStatus = row.CustomStatus,
            Tags = HistoryJson.ReadTags(row.Tags),
            DataConverter = payloadsToo ? payloads.Converter : null,
        };
    }
}
