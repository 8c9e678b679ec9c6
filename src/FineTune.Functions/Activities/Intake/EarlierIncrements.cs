using FineTune.Core.Examples;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Deduplication;

namespace FineTune.Functions.Activities.Intake;

/// <summary>What a lineage has accepted before.</summary>
internal static class EarlierIncrements
{
    private static readonly string[] _heldOut = ["/validation.jsonl", "/retention.jsonl"];

    /// <summary>The accepted rows of every other increment of the lineage, and those that they hold out.</summary>
    public static async Task<EarlierRows> ReadAsync(IBlobStore store, IScratch scratch, string lineage, string datasetId, CancellationToken cancellationToken)
    {
        var earlier = new EarlierRows(scratch);
        var own = BlobPaths.Increment(lineage, datasetId, "");
        await foreach (var item in store.ListAsync(BlobPaths.Increments, lineage + "/", cancellationToken))
        {
            if (item.Blob.Name.StartsWith(own.Name, StringComparison.Ordinal))
            {
                continue;
            }

            if (_heldOut.Any(ending => item.Blob.Name.EndsWith(ending, StringComparison.Ordinal)))
            {
                await foreach (var example in store.ReadRowsAsync<ChatExample>(item.Blob, cancellationToken))
                {
                    earlier.AddHeldOut(example);
                }
            }
            else if (!earlier.IsFull && item.Blob.Name.EndsWith("/accepted.jsonl", StringComparison.Ordinal))
            {
                await foreach (var row in store.ReadRowsAsync<RowId>(item.Blob, cancellationToken))
                {
                    earlier.Add(row.Id);
                }
            }
        }

        return earlier;
    }

    private sealed record RowId(string Id);
}
