using FineTune.Core.Storage;

namespace FineTune.Functions.Activities;

/// <summary>What a lineage has accepted before.</summary>
internal static class EarlierIncrements
{
    /// <summary>Ids that are read at most; they are kept in memory.</summary>
    public const int MaxIds = 200_000;

    /// <summary>Ids of the accepted rows of every other increment of the lineage.</summary>
    public static async Task<HashSet<string>> IdsAsync(IBlobStore store, string lineage, string datasetId, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var own = BlobPaths.Accepted(lineage, datasetId);
        await foreach (var item in store.ListAsync(BlobPaths.Increments, lineage + "/", cancellationToken))
        {
            if (item.Blob == own || !item.Blob.Name.EndsWith("/accepted.jsonl", StringComparison.Ordinal))
            {
                continue;
            }

            await foreach (var row in store.ReadRowsAsync<RowId>(item.Blob, cancellationToken))
            {
                ids.Add(row.Id);
                if (ids.Count >= MaxIds)
                {
                    return ids;
                }
            }
        }

        return ids;
    }

    private sealed record RowId(string Id);
}
