using FineTune.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace FineTune.Storage.Folders;

/// <summary>
/// Blobs as files: <c>root/{container}/{name}</c>. People may copy files in and out by hand; several processes may work on one root.
/// A blob is replaced by renaming a complete file over it, so it is seen whole or not at all, and open readers keep their version.
/// Own folders (<c>.tmp</c>, <c>.locks</c>, <c>.meta</c>, <c>.blocks</c>) lie in the root and are never listed.
/// </summary>
public sealed class FolderBlobStore : IBlobStore
{
    private readonly string _root;
    private readonly FolderLocks _locks;
    private readonly TempFiles _temp;
    private readonly FolderMetadata _metadata;
    private readonly FolderBlocks _blocks;

    /// <summary>Opens the folder, and creates it where it is missing.</summary>
    public FolderBlobStore(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(_root);
        _locks = new FolderLocks(Path.Combine(_root, ".locks"));
        _temp = new TempFiles(Path.Combine(_root, ".tmp"));
        _metadata = new FolderMetadata(Path.Combine(_root, ".meta"), _temp.NewPath);
        _blocks = new FolderBlocks(Path.Combine(_root, ".blocks"));
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Root => _root;

    internal FileHashes Hashes { get; } = new();

    public async Task<BlobProperties?> GetPropertiesAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        using var handle = TryOpen(blob);
        return handle is null ? null : (await DescribeAsync(blob, handle, cancellationToken)).Properties;
    }

    public async Task<BlobDownload?> OpenReadAsync(
        BlobRef blob, long offset = 0, long? count = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        var handle = TryOpen(blob);
        if (handle is null)
        {
            return null;
        }

        try
        {
            var (properties, stamp) = await DescribeAsync(blob, handle, cancellationToken);
            if (ifMatch is not null && ifMatch != properties.ETag)
            {
                throw new BlobChangedException(blob, ifMatch);
            }

            var available = Math.Max(0, properties.Length - offset);
            return new BlobDownload(
                new PinnedFileStream(handle, blob, properties.ETag, stamp, offset, Math.Min(count ?? available, available)), properties);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public async Task<BlobProperties?> WriteAsync(
        BlobRef blob, Stream content, WriteCondition condition = default,
        IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        BlobNames.Check(blob);
        BlobNames.CheckMetadata(metadata);
        var (temp, etag) = await _temp.WriteAsync([content], cancellationToken);
        try
        {
            using var _ = await _locks.AcquireAsync(blob.ToString(), cancellationToken);
            var current = (await GetPropertiesAsync(blob, cancellationToken))?.ETag;
            if ((condition.CreateOnly && current is not null) || (condition.IfMatch is not null && condition.IfMatch != current))
            {
                return null;
            }

            if (!Place(blob, temp, current, etag, metadata, overwrite: !condition.CreateOnly))
            {
                return null;
            }

            _blocks.Clear(blob);
            return Written(blob, etag, metadata);
        }
        finally
        {
            TempFiles.TryDelete(temp);
        }
    }

    /// <remarks>Written as a new file and renamed, so that no reader, and no crash, ever shows half a row.</remarks>
    public async Task<bool> AppendAsync(
        BlobRef blob, ReadOnlyMemory<byte> content, long position, CancellationToken cancellationToken = default)
    {
        BlobNames.Check(blob);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        using var _ = await _locks.AcquireAsync(blob.ToString(), cancellationToken);
        await using var current = await OpenReadAsync(blob, cancellationToken: cancellationToken);
        if ((current?.Properties.Length ?? 0) != position)
        {
            return false;
        }

        using var added = new MemoryStream(content.ToArray(), writable: false);
        var (temp, etag) = await _temp.WriteAsync([current?.Content ?? Stream.Null, added], cancellationToken);
        try
        {
            return Place(blob, temp, current?.Properties.ETag, etag, current?.Properties.Metadata, overwrite: current is not null);
        }
        finally
        {
            TempFiles.TryDelete(temp);
        }
    }

    public async Task StageBlockAsync(BlobRef blob, int ordinal, Stream content, CancellationToken cancellationToken = default)
    {
        BlobNames.Check(blob);
        BlobNames.CheckOrdinal(ordinal);
        var (temp, _) = await _temp.WriteAsync([content], cancellationToken);
        using var held = await _locks.AcquireAsync(blob.ToString(), cancellationToken);
        _blocks.Stage(blob, ordinal, temp);
    }

    public async Task<BlobProperties> CommitBlocksAsync(
        BlobRef blob, int count, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        BlobNames.Check(blob);
        BlobNames.CheckMetadata(metadata);
        BlobNames.CheckOrdinal(Math.Max(0, count - 1));
        using var held = await _locks.AcquireAsync(blob.ToString(), cancellationToken);
        await using var current = await OpenReadAsync(blob, cancellationToken: cancellationToken);
        var (sources, lengths) = _blocks.Open(
            blob, count, current?.Properties.ETag, (offset, length) => OpenSlice(blob, offset, length));
        try
        {
            var (temp, etag) = await _temp.WriteAsync(sources, cancellationToken);
            Place(blob, temp, current?.Properties.ETag, etag, metadata, overwrite: true);
            _blocks.Committed(blob, etag, lengths);
            return Written(blob, etag, metadata);
        }
        finally
        {
            sources.ForEach(s => s.Dispose());
        }
    }

    public async Task<BlobPage> ListPageAsync(
        string container, string prefix, int pageSize = 1000, string? continuation = null, CancellationToken cancellationToken = default)
    {
        BlobNames.CheckContainer(container);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        if (prefix.Contains("..", StringComparison.Ordinal) || prefix.StartsWith('/'))
        {
            throw new ArgumentException($"'{prefix}' is not a valid prefix of a blob name.", nameof(prefix));
        }

        var names = FolderListing.Names(Path.Combine(_root, container), prefix, continuation, pageSize + 1);
        List<BlobItem> items = [];
        foreach (var name in names.Take(pageSize))
        {
            var blob = new BlobRef(container, name);
            if (await GetPropertiesAsync(blob, cancellationToken) is { } properties)
            {
                items.Add(new BlobItem(blob, properties));
            }
        }

        return new BlobPage(items, names.Count > pageSize ? names[pageSize - 1] : null);
    }

    public async Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        BlobNames.Check(blob);
        using var held = await _locks.AcquireAsync(blob.ToString(), cancellationToken);
        var path = PathOf(blob);
        _blocks.Clear(blob);
        var existed = File.Exists(path);
        if (existed)
        {
            File.Delete(path);
            Hashes.Forget(path);
        }

        _metadata.Delete(blob);
        return existed;
    }

    private bool Place(
        BlobRef blob, string temp, string? currentETag, string newETag, IReadOnlyDictionary<string, string>? metadata, bool overwrite)
    {
        var path = PathOf(blob);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _metadata.Prepare(blob, currentETag, newETag, metadata);
        try
        {
            File.Move(temp, path, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            // Copied in by hand at this very moment.
            return false;
        }

        return true;
    }

    private BlobProperties Written(BlobRef blob, string etag, IReadOnlyDictionary<string, string>? metadata)
    {
        var file = new FileInfo(PathOf(blob));
        return new BlobProperties(etag, file.Length, file.LastWriteTimeUtc, metadata ?? new Dictionary<string, string>());
    }

    private async Task<(BlobProperties Properties, FileStamp Stamp)> DescribeAsync(
        BlobRef blob, SafeFileHandle handle, CancellationToken cancellationToken)
    {
        var stamp = FileStamp.Of(handle);
        var etag = await Hashes.GetAsync(PathOf(blob), handle, stamp, cancellationToken);
        return (new BlobProperties(etag, stamp.Length, stamp.LastWriteUtc, _metadata.Read(blob, etag)), stamp);
    }

    private PinnedFileStream OpenSlice(BlobRef blob, long offset, long length)
    {
        var handle = TryOpen(blob) ?? throw new FileNotFoundException($"Blob '{blob}' was deleted while its blocks were committed.");
        return new PinnedFileStream(handle, blob, string.Empty, FileStamp.Of(handle), offset, length);
    }

    private SafeFileHandle? TryOpen(BlobRef blob)
    {
        BlobNames.Check(blob);
        var path = PathOf(blob);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(BlobRef blob)
    {
        var container = Path.Combine(_root, blob.Container);
        var path = Path.GetFullPath(Path.Combine(container, blob.Name));
        return path.StartsWith(container + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{blob}' is outside its container.", nameof(blob));
    }
}
