using FineTune.Core;
using FineTune.Core.Storage;

namespace FineTune.Cli.Data;

/// <summary>Uploads a file to where drops are looked for in a blob store, unless it is there already.</summary>
internal static class BlobDrop
{
    public static async Task<Dropped> WriteAsync(
        IBlobStore store, string lineage, string name, string file, CancellationToken cancellationToken)
    {
        var id = await DropSource.IdOfAsync(file, cancellationToken);
        var blob = BlobPaths.Drop(lineage, name);
        if (await FindSameAsync(store, blob, id, cancellationToken) is { } length)
        {
            return new Dropped(blob.ToString(), id, length);
        }

        await using var source = DropSource.Open(file);
        var written = await store.WriteAsync(blob, source, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"An unconditional write of '{blob}' was refused.");
        return new Dropped(blob.ToString(), id, written.Length);
    }

    /// <summary>
    /// The length of the blob when it has these bytes already; else null. Writing them again would give them a new ETag, and what is being
    /// copied under the old one would be refused as overwritten.
    /// </summary>
    private static async Task<long?> FindSameAsync(IBlobStore store, BlobRef blob, string id, CancellationToken cancellationToken)
    {
        await using var there = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        return there is not null && await ContentId.OfAsync(there.Content, cancellationToken) == id ? there.Properties.Length : null;
    }
}
