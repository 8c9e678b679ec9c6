using FineTune.Core.Storage;

namespace FineTune.Cli.Data;

/// <summary>Uploads a file to where drops are looked for in a blob store.</summary>
internal static class BlobDrop
{
    public static async Task<Dropped> WriteAsync(
        IBlobStore store, string lineage, string name, string file, CancellationToken cancellationToken)
    {
        var id = await DropSource.IdOfAsync(file, cancellationToken);
        var blob = BlobPaths.Drop(lineage, name);
        await using var source = DropSource.Open(file);
        var written = await store.WriteAsync(blob, source, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"An unconditional write of '{blob}' was refused.");
        return new Dropped(blob.ToString(), id, written.Length);
    }
}
