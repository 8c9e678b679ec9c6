using DurableTask.Core;
using DurableTask.Core.Query;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using CoreQuery = DurableTask.Core.Query.OrchestrationQuery;
using OrchestrationQuery = Microsoft.DurableTask.Client.OrchestrationQuery;
using PurgeResult = Microsoft.DurableTask.Client.PurgeResult;

namespace FunctionsHost.Local.Durable.Client;

internal sealed partial class LocalDurableTaskClient
{
    private static readonly OrchestrationStatus[] s_finished =
        [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated, OrchestrationStatus.Canceled];

    private static readonly IReadOnlyDictionary<string, string> s_noTags = new Dictionary<string, string>();

    private IOrchestrationServiceQueryClient Query =>
        backend.Query ?? throw new NotSupportedException($"{backend.Name} cannot list instances.");

    private IOrchestrationServicePurgeClient Purge =>
        backend.Purge ?? throw new NotSupportedException($"{backend.Name} cannot remove instances.");

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return await FindAsync(instanceId) is { } state ? ToMetadata(state, getInputsAndOutputs) : null;
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        var client = Query;
        return Pageable.Create<OrchestrationMetadata>(async (token, size, cancellation) =>
        {
            var found = await client.GetOrchestrationWithQueryAsync(ToCore(query, token, size), cancellation);
            return new Page<OrchestrationMetadata>(
                [.. found.OrchestrationState.Select(state => ToMetadata(state, query.FetchInputsAndOutputs))], found.ContinuationToken);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        if (await FindAsync(instanceId) is not { } state || !IsFinished(state)) return new PurgeResult(0, isComplete: true);
        return new PurgeResult(options is { Recursive: true }
            ? await RecursivePurge()(instanceId)
            : (await Purge.PurgeInstanceStateAsync(instanceId)).DeletedInstanceCount, isComplete: true);
    }

    /// <summary>Only finished instances are removed, whatever statuses are named.</summary>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellation.ThrowIfCancellationRequested();
        OrchestrationStatus[] statuses = filter.Statuses is { } named ? [.. s_finished.Intersect(named.Select(ToCore))] : s_finished;
        if (statuses.Length == 0) return new PurgeResult(0, isComplete: true);
        if (options is { Recursive: true }) return await PurgeAllRecursivelyAsync(filter, statuses, cancellation);
        var result = await Purge.PurgeInstanceStateAsync(new PurgeInstanceFilter(
            filter.CreatedFrom?.UtcDateTime ?? default, filter.CreatedTo?.UtcDateTime, statuses)
        { Timeout = filter.Timeout });
        return new PurgeResult(result.DeletedInstanceCount, result.IsComplete);
    }

    private async Task<PurgeResult> PurgeAllRecursivelyAsync(
        PurgeInstancesFilter filter, OrchestrationStatus[] statuses, CancellationToken cancellation)
    {
        var purge = RecursivePurge();
        var ids = new List<string>();
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo,
            statuses.Select(status => (OrchestrationRuntimeStatus)status));
        await foreach (var instance in GetAllInstancesAsync(query).WithCancellation(cancellation)) ids.Add(instance.InstanceId);
        var count = 0;
        foreach (var id in ids) count += await purge(id);
        return new PurgeResult(count, isComplete: true);
    }

    private Func<string, Task<int>> RecursivePurge() => backend.PurgeRecursively
        ?? throw new NotSupportedException($"{backend.Name} cannot remove sub-orchestrations with their parent. Remove each by its "
            + "own id.");

    /// <summary>
    /// As on the Functions host: a failure is in the output, as plain text and without details, and a status that was never set reads as
    /// the word null once the instance has run.
    /// </summary>
    private OrchestrationMetadata ToMetadata(OrchestrationState state, bool withPayloads) =>
        new(state.Name, state.OrchestrationInstance.InstanceId)
        {
            RuntimeStatus = (OrchestrationRuntimeStatus)state.OrchestrationStatus,
            CreatedAt = Utc(state.CreatedTime),
            LastUpdatedAt = Utc(state.LastUpdatedTime),
            SerializedInput = withPayloads ? state.Input : null,
            SerializedOutput = withPayloads ? state.Output : null,
            SerializedCustomStatus = withPayloads ? state.Status
            ?? (state.OrchestrationStatus == OrchestrationStatus.Pending ? null : "null") : null,
            Tags = state.Tags is { } tags ? new Dictionary<string, string>(tags) : s_noTags,
            DataConverter = withPayloads ? payloads.Converter : null,
        };

    private static CoreQuery ToCore(OrchestrationQuery query, string? token, int? size) => new()
    {
        CreatedTimeFrom = query.CreatedFrom?.UtcDateTime,
        CreatedTimeTo = query.CreatedTo?.UtcDateTime,
        RuntimeStatus = query.Statuses is { } statuses ? [.. statuses.Select(ToCore)] : null,
        InstanceIdPrefix = query.InstanceIdPrefix,
        FetchInputsAndOutputs = query.FetchInputsAndOutputs,
        PageSize = Math.Max(1, size ?? query.PageSize),
        ContinuationToken = token ?? query.ContinuationToken,
        ExcludeEntities = true,
    };

    private static OrchestrationStatus ToCore(OrchestrationRuntimeStatus status) => (OrchestrationStatus)status;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
