namespace FineTune.Core.Storage;

/// <summary>A blob is no longer the version that the caller named by its ETag.</summary>
public sealed class BlobChangedException(BlobRef blob, string expectedETag)
    : IOException($"Blob '{blob}' is no longer the version {expectedETag}: it was overwritten while it was being read.")
{
    public BlobRef Blob { get; } = blob;
}
