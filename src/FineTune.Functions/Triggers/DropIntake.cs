using FineTune.Core;
using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Starting;

namespace FineTune.Functions.Triggers;

/// <summary>From a name to the bytes behind it, and from there to an orchestration.</summary>
internal sealed class DropIntake(IBlobStore store, TimeProvider time)
{
    /// <summary>The data set behind a name, from the index where the blob is unchanged; null when the blob is gone.</summary>
    public async Task<DatasetInput?> IdentifyAsync(string lineage, string name, CancellationToken cancellationToken)
    {
        var drop = BlobPaths.Drop(lineage, name);
        var index = BlobPaths.DropIndex(lineage, name);
        var known = await store.ReadJsonAsync<DropIndexEntry>(index, cancellationToken);
        for (var attempt = 0; ; attempt++)
        {
            var properties = await store.GetPropertiesAsync(drop, cancellationToken);
            if (properties is null)
            {
                return null;
            }

            if (known is not null && known.ETag == properties.ETag)
            {
                return new DatasetInput(lineage, name, known.ETag, known.DatasetId);
            }

            try
            {
                await using var download = await store.OpenReadAsync(drop, ifMatch: properties.ETag, cancellationToken: cancellationToken);
                if (download is null)
                {
                    return null;
                }

                var id = await ContentId.OfAsync(download.Content, cancellationToken);
                var entry = new DropIndexEntry(name, properties.ETag, id, properties.Length, time.GetUtcNow());
                await store.WriteJsonAsync(index, entry, cancellationToken: cancellationToken);
                return new DatasetInput(lineage, name, properties.ETag, id);
            }
            catch (BlobChangedException) when (attempt < 3)
            {
                // Overwritten while it was being read: read the new version.
            }
        }
    }

    /// <summary>Starts the drop's orchestration where it is due. True when this call started it.</summary>
    public async Task<bool> StartAsync(DurableTaskClient client, DatasetInput drop, bool droppedAgain, CancellationToken cancellationToken)
    {
        var report = await store.ReadJsonAsync<DatasetReport>(BlobPaths.Report(drop.Lineage, drop.DatasetId), cancellationToken);
        return Starter.IsDue(report, droppedAgain) && await Starter.DatasetAsync(client, drop, cancellationToken);
    }

    /// <summary>Why a file is not a drop, and what to do; null when it is one.</summary>
    public static string? Explain(string lineage, string name) =>
        !LineageName.IsValid(lineage) ? LineageName.Explain(lineage) : DropFormat.Of(name) is null ? DropFormat.Explain(name) : null;

    /// <summary>Leaves a note about a file that is not a drop, where the overview shows it.</summary>
    public Task RefuseAsync(string path, string reason, CancellationToken cancellationToken) => store.WriteJsonAsync(
        BlobPaths.RefusedDrop(path), new RefusedDrop(path, reason, time.GetUtcNow()), cancellationToken: cancellationToken);
}
