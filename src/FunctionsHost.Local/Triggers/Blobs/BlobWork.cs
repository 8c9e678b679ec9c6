namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>
/// One version of one blob that a function has to see, and how the listing showed it. A retry is one that this process tried before,
/// so that the content may have been replaced since.
/// </summary>
internal sealed record BlobWork(
    string Container, string Blob, string ETag, IReadOnlyDictionary<string, string> Tokens, BlobSight? Sight = null, bool IsRetry = false);
