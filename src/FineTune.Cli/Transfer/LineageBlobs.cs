using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FineTune.Core.Storage;

namespace FineTune.Cli.Transfer;

/// <summary>All that belongs to a lineage, wherever it is stored.</summary>
internal static class LineageBlobs
{
    /// <summary>Drops last: a host that watches the target finds everything else in place when it sees them.</summary>
    private static readonly string[] _containers =
        [.. BlobPaths.Containers.Where(container => container is not (BlobPaths.Datasets or BlobPaths.Lineages or BlobPaths.Cache)), BlobPaths.Datasets];

    public static async IAsyncEnumerable<BlobItem> ListAsync(
        IBlobStore store, string lineage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = BlobPaths.Settings(lineage);
        if (await store.GetPropertiesAsync(settings, cancellationToken) is { } properties)
        {
            yield return new BlobItem(settings, properties);
        }

        await foreach (var item in store.ListAsync(BlobPaths.Lineages, BlobPaths.EvaluationPrefix(lineage), cancellationToken))
        {
            yield return item;
        }

        foreach (var container in _containers)
        {
            await foreach (var item in store.ListAsync(container, $"{lineage}/", cancellationToken))
            {
                yield return item;
            }
        }
    }

    /// <summary>Whether a blob of an archive has a path of this lineage.</summary>
    public static bool Belongs(ArchivedBlob blob, string lineage) => blob.Container == BlobPaths.Lineages
        ? blob.Name == BlobPaths.Settings(lineage).Name || blob.Name.StartsWith(BlobPaths.EvaluationPrefix(lineage), StringComparison.Ordinal)
        : _containers.Contains(blob.Container) && blob.Name.StartsWith($"{lineage}/", StringComparison.Ordinal);

    /// <summary>SHA-256 of a blob in lower-case hex; null where there is none.</summary>
    public static async Task<string?> HashAsync(IBlobStore store, BlobRef blob, CancellationToken cancellationToken)
    {
        await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        return download is null ? null : Convert.ToHexStringLower(await SHA256.HashDataAsync(download.Content, cancellationToken));
    }
}
