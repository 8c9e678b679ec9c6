using System.Buffers;
using FineTune.Cli.Errors;
using FineTune.Core.Storage;

namespace FineTune.Cli.Transfer;

/// <summary>
/// Writes an archive into a store. Existing blobs must be identical, so an interrupted import continues when it is
/// called again. Everything written is read back and compared.
/// </summary>
internal sealed class LineageImport(IBlobStore store)
{
    /// <summary>The largest piece that one append may have everywhere.</summary>
    private const int AppendSize = 4 * 1024 * 1024;

    private static readonly string[] _logs = ["/windows/calls-", "/windows/judge-", "/windows/evaluate-"];

    /// <summary>Returns how many blobs were written; 0: all of them were there.</summary>
    /// <exception cref="CommandException">The store holds another lineage of that name, or changed what was written.</exception>
    public async Task<int> RunAsync(Archive archive, CancellationToken cancellationToken)
    {
        var missing = await FindMissingAsync(archive.Manifest, cancellationToken);
        foreach (var blob in missing)
        {
            await WriteAsync(archive, blob, cancellationToken);
            if (await LineageBlobs.HashAsync(store, Place(blob), cancellationToken) != blob.Sha256)
            {
                throw new CommandException($"{Place(blob)} was written, but reads back differently.", "Another process writes there, or the store is damaged. Check both, then import again.");
            }
        }

        return missing.Count;
    }

    private async Task<IReadOnlyList<ArchivedBlob>> FindMissingAsync(ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        var missing = manifest.Blobs.ToDictionary(Place);
        await foreach (var item in LineageBlobs.ListAsync(store, manifest.Lineage, cancellationToken))
        {
            // The index of drops is a cache; a host that runs on the target rebuilds it.
            var known = missing.Remove(item.Blob, out var blob);
            if (item.Blob.Container != BlobPaths.DatasetsIndex
                && !(known && item.Properties.Length == blob!.Bytes && await LineageBlobs.HashAsync(store, item.Blob, cancellationToken) == blob.Sha256))
            {
                throw new CommandException(
                    $"The lineage '{manifest.Lineage}' exists there with different content: {item.Blob} {(known ? "differs" : "is not in the archive")}. Nothing was written.",
                    "A lineage is never overwritten. Import into another store (--storage, --data), or move the existing lineage away first.");
            }
        }

        return [.. manifest.Blobs.Where(blob => missing.ContainsKey(Place(blob)))];
    }

    private async Task WriteAsync(Archive archive, ArchivedBlob blob, CancellationToken cancellationToken)
    {
        await using var content = archive.Open(blob);
        if (IsLog(blob))
        {
            await AppendAsync(blob, content, cancellationToken);
            return;
        }

        await using var whole = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await content.CopyToAsync(whole, cancellationToken);
        whole.Position = 0;
        if (await store.WriteAsync(Place(blob), whole, WriteCondition.IfAbsent, blob.Metadata, cancellationToken) is null)
        {
            throw Overtaken(blob);
        }
    }

    /// <summary>A log stays one: a store may tell blobs that can be appended to from those that cannot.</summary>
    private async Task AppendAsync(ArchivedBlob blob, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(AppendSize);
        try
        {
            var position = 0L;
            do
            {
                var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, AppendSize), AppendSize, throwOnEndOfStream: false, cancellationToken);
                if (!await store.AppendAsync(Place(blob), buffer.AsMemory(0, read), position, cancellationToken))
                {
                    throw Overtaken(blob);
                }

                position += read;
            }
            while (position < blob.Bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Rows of generation, judging and evaluation are appended; all else is written whole.</summary>
    private static bool IsLog(ArchivedBlob blob) => _logs.Any(log => blob.Name.Contains(log, StringComparison.Ordinal));

    private static BlobRef Place(ArchivedBlob blob) => new(blob.Container, blob.Name);

    private static CommandException Overtaken(ArchivedBlob blob) =>
        new($"{Place(blob)} was created while the lineage was being imported.", "Another process imports or works there. Stop it, then import again. Identical blobs are kept.");
}
