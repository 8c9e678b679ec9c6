using DurableTask.Core;
using DurableTask.Core.Query;
using DurableTask.Sqlite.Inspection;
using FineTune.Cli.Data;
using FineTune.Cli.Hosting.Engines;
using FunctionsHost.Local.Durable;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.Cli.Health;

/// <summary>The instances of an engine, whether or not a host runs on it.</summary>
/// <param name="Counts">How many there are of each status.</param>
/// <param name="Open">Those that have not ended, by id.</param>
internal sealed record HubInstances(IReadOnlyDictionary<OrchestrationStatus, long> Counts, IReadOnlyList<HubInstance> Open)
{
    private static readonly OrchestrationStatus[] _open =
        [OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended, OrchestrationStatus.ContinuedAsNew];

    private static readonly HubInstances _none = new(new Dictionary<OrchestrationStatus, long>(), []);

    /// <summary>Reads a SQLite engine; empty where there is no database.</summary>
    /// <exception cref="InvalidOperationException">The file is not a database of this engine, or damaged; says what to do.</exception>
    public static HubInstances OfSqlite(DataFolder data) => TaskHubInspector.Read(data.EngineDatabase) is not { } report ? _none : new HubInstances(
        report.Instances,
        [.. report.Open.Select(open => new HubInstance(open.InstanceId, open.Name, open.Version, open.Status, open.UpdatedAt, open.ParentInstanceId))]);

    /// <summary>Asks a hub in Azure Storage; empty where the hub was never used.</summary>
    /// <param name="services">Of a host that is composed for the hub; it need not run.</param>
    /// <exception cref="Errors.CommandException">The account cannot be reached or used.</exception>
    public static async Task<HubInstances> OfAzureStorageAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await StorageProbe.CheckAsync(services.GetRequiredService<StorageAccount>(), cancellationToken);
        var query = new OrchestrationQuery { PageSize = 1000, FetchInputsAndOutputs = false };
        var found = new List<OrchestrationState>();
        do
        {
            var page = await ReadAsync(services.GetRequiredService<DurableBackend>().Query!, query, cancellationToken);
            found.AddRange(page?.OrchestrationState ?? []);
            query.ContinuationToken = page?.ContinuationToken;
        }
        while (query.ContinuationToken is not null);

        return new HubInstances(
            found.CountBy(state => state.OrchestrationStatus).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
            [.. found.Where(state => _open.Contains(state.OrchestrationStatus)).Select(Map).OrderBy(open => open.InstanceId, StringComparer.Ordinal)]);
    }

    private static async Task<OrchestrationQueryResult?> ReadAsync(
        IOrchestrationServiceQueryClient client, OrchestrationQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetOrchestrationWithQueryAsync(query, cancellationToken);
        }
        catch (Exception e) when (e.GetBaseException() is Azure.RequestFailedException { Status: 404 })
        {
            return null;
        }
    }

    private static HubInstance Map(OrchestrationState state) => new(
        state.OrchestrationInstance.InstanceId, state.Name, state.Version, state.OrchestrationStatus,
        new DateTimeOffset(DateTime.SpecifyKind(state.LastUpdatedTime, DateTimeKind.Utc)), state.ParentInstance?.OrchestrationInstance.InstanceId);
}
