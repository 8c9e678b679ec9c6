using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Health;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts;
using FineTune.Training.Runs;

namespace FineTune.Cli.Transfer;

/// <summary>What of a lineage is not finished: it must be, before the lineage moves.</summary>
internal static class UnderWay
{
    private const int DatasetIdLength = 16;

    /// <summary>
    /// The lineage's open instances of this folder's engine. Where the blobs are not in the folder, another host may work on them:
    /// then the runs that are marked as under way count too.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        DataFolder data, StorageChoice storage, IBlobStore store, string lineage, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var instance in (await ReadEngineAsync(data, storage, cancellationToken)).Where(instance => instance.ParentInstanceId is null))
        {
            if (instance.InstanceId == InstanceIds.Tune(lineage)
                || (DatasetOf(instance.InstanceId, lineage) is { } dataset && await IsUnfinishedAsync(store, lineage, dataset, cancellationToken)))
            {
                found.Add($"{instance.InstanceId} ({instance.Status})");
            }
        }

        if (!storage.IsFolder || !File.Exists(data.EngineDatabase))
        {
            await foreach (var marker in store.ListAsync(BlobPaths.RunsIndex, $"{lineage}/", cancellationToken))
            {
                if (RunSummaryMetadata.FromMetadata(marker.Properties.Metadata) is { State: RunState.Running or RunState.AwaitingApproval } run)
                {
                    found.Add($"run {run.RunId} ({run.Stage})");
                }
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<HubInstance>> ReadEngineAsync(DataFolder data, StorageChoice storage, CancellationToken cancellationToken)
    {
        if (!storage.IsFolder && StorageFile.ReadEngine(data) == EngineKind.AzureStorage)
        {
            using var host = HostBlueprint.Build(HostBlueprint.Of(data, storage));
            return (await HubInstances.OfAzureStorageAsync(host.Services, cancellationToken)).Open;
        }

        try
        {
            return HubInstances.OfSqlite(data).Open;
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException(e.Message, "Solve this first. Without it, work in progress cannot be detected.", innerException: e);
        }
    }

    private static string? DatasetOf(string instance, string lineage)
    {
        var prefix = InstanceIds.Dataset(lineage, "");
        return instance.StartsWith(prefix, StringComparison.Ordinal) && instance[prefix.Length..] is { Length: DatasetIdLength } id && id.All(char.IsAsciiHexDigit)
            ? id
            : null;
    }

    /// <summary>An increment that was reported on and that no run wants any more only sleeps.</summary>
    private static async Task<bool> IsUnfinishedAsync(IBlobStore store, string lineage, string dataset, CancellationToken cancellationToken) =>
        await store.GetPropertiesAsync(BlobPaths.Report(lineage, dataset), cancellationToken) is null
        || await store.GetPropertiesAsync(BlobPaths.Staged(lineage, dataset), cancellationToken) is not null;
}
