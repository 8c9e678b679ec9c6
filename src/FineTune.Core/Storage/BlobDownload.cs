namespace FineTune.Core.Storage;

/// <summary>An open blob. The content is the version that <see cref="Properties"/> describes, even when the blob is overwritten meanwhile.</summary>
public sealed class BlobDownload(Stream content, BlobProperties properties) : IAsyncDisposable
{
    public Stream Content { get; } = content;

    public BlobProperties Properties { get; } = properties;

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
