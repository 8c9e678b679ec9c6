namespace FineTune.Core.Storage;

/// <summary>
/// The blobs of an installation. Two adapters (Azure Blob Storage, a local folder) keep the same promises: a blob is seen
/// whole or not at all, conditions are checked atomically, containers exist when they are first written to.
/// Names use '/' and never contain '..', a leading '/', or control characters (<see cref="ArgumentException"/>).
/// </summary>
public interface IBlobStore
{
    /// <summary>Properties of a blob; null where there is none.</summary>
    Task<BlobProperties?> GetPropertiesAsync(BlobRef blob, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob, or the bytes from <paramref name="offset"/> on (at most <paramref name="count"/>); null where there is none.</summary>
    /// <exception cref="BlobChangedException"><paramref name="ifMatch"/> is not the blob's ETag.</exception>
    Task<BlobDownload?> OpenReadAsync(
        BlobRef blob, long offset = 0, long? count = null, string? ifMatch = null, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole blob. Returns its new properties, or null when <paramref name="condition"/> did not hold.</summary>
    Task<BlobProperties?> WriteAsync(
        BlobRef blob, Stream content, WriteCondition condition = default,
        IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends at a known position. Position 0 creates the blob. Returns false, and changes nothing, when the blob's length is not
    /// <paramref name="position"/>: another process has appended.
    /// </summary>
    Task<bool> AppendAsync(BlobRef blob, ReadOnlyMemory<byte> content, long position, CancellationToken cancellationToken = default);

    /// <summary>Stages block <paramref name="ordinal"/> (0-based, at most 49,999) of a blob; staging it again replaces it. Nothing is visible before the commit.</summary>
    Task StageBlockAsync(BlobRef blob, int ordinal, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Makes the blob out of its staged blocks 0 .. <paramref name="count"/> - 1. Committing the same blocks again is harmless while they are the blob's blocks.</summary>
    Task<BlobProperties> CommitBlocksAsync(
        BlobRef blob, int count, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>One page of the blobs whose name starts with <paramref name="prefix"/>, metadata included.</summary>
    Task<BlobPage> ListPageAsync(
        string container, string prefix, int pageSize = 1000, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a blob. False where there was none.</summary>
    Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancellationToken = default);
}
