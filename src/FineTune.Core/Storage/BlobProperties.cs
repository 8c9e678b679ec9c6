namespace FineTune.Core.Storage;

/// <summary>What a store knows about a blob without reading it.</summary>
/// <param name="ETag">Opaque; changes with every change of the content. Of the folder store: a hash of the content.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Metadata">Names are lower case; values are ASCII.</param>
public sealed record BlobProperties(
    string ETag, long Length, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Metadata);
