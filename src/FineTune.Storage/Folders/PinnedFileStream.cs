using FineTune.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace FineTune.Storage.Folders;

/// <summary>
/// A range of one version of a file. Replacing the file does not touch it (the handle stays with the old content); a file that is
/// rewritten in place, by hand, is noticed at the end of the range.
/// </summary>
internal sealed class PinnedFileStream(SafeFileHandle handle, BlobRef blob, string etag, FileStamp stamp, long offset, long count) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => count;

    public override long Position
    {
        get => _position;
        set => _position = value is >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override int Read(Span<byte> buffer) =>
        Advance(RandomAccess.Read(handle, buffer[..Limit(buffer.Length)], offset + _position), buffer.Length);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(await RandomAccess.ReadAsync(handle, buffer[..Limit(buffer.Length)], offset + _position, cancellationToken), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => count + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        handle.Dispose();
        base.Dispose(disposing);
    }

    private int Limit(int wanted) => (int)Math.Clamp(count - _position, 0, wanted);

    private int Advance(int read, int wanted)
    {
        _position += read;
        var ended = _position >= count || read == 0;
        if (ended && wanted > 0 && FileStamp.Of(handle) != stamp)
        {
            throw new BlobChangedException(blob, etag);
        }

        return read;
    }
}
