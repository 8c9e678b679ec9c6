namespace FineTune.Core.Storage;

/// <summary>
/// Writes a blob of any size through a stream, with little memory: bytes go into blocks of 4 MiB that become visible together. Nothing is
/// visible before <see cref="CommitAsync"/>, and nothing ever is without it.
/// </summary>
public sealed class BlobWriteStream(IBlobStore store, BlobRef blob) : Stream
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly MemoryStream _block = new();
    private int _blocks;
    private long _staged;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _staged + _block.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, BlockBytes - _block.Length)];
            _block.Write(part.Span);
            buffer = buffer[part.Length..];
            if (_block.Length == BlockBytes)
            {
                await StageAsync(cancellationToken);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Makes the blob visible. Returns its length in bytes.</summary>
    public async Task<long> CommitAsync(IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var length = Length;
        if (_blocks == 0)
        {
            _block.Position = 0;
            await store.WriteAsync(blob, _block, metadata: metadata, cancellationToken: cancellationToken);
            return length;
        }

        if (_block.Length > 0)
        {
            await StageAsync(cancellationToken);
        }

        await store.CommitBlocksAsync(blob, _blocks, metadata, cancellationToken);
        return length;
    }

    /// <summary>Blocks are staged as they fill; there is nothing to flush.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Stores are asynchronous.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        _block.Position = 0;
        var length = _block.Length;
        await store.StageBlockAsync(blob, _blocks, _block, cancellationToken);
        _staged += length;
        _blocks++;
        _block.SetLength(0);
    }
}
