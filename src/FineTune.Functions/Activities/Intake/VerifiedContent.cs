using System.Security.Cryptography;
using FineTune.Core;

namespace FineTune.Functions.Activities.Intake;

/// <summary>
/// Passes content through and hashes it on the way. If the bytes are not those that a data set is named after, the stream breaks instead of ending:
/// a store makes nothing visible of a stream that breaks.
/// </summary>
internal sealed class VerifiedContent(Stream inner, string datasetId) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> _head;

    /// <summary>The stream was read to its end, and the bytes are the expected ones.</summary>
    public bool IsVerified { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first bytes, or all of them. They are read again afterwards. To be called once, before anything is read.</summary>
    public async Task<ReadOnlyMemory<byte>> HeadAsync(int count, CancellationToken cancellationToken)
    {
        var head = new byte[count];
        var length = await inner.ReadAtLeastAsync(head, count, throwOnEndOfStream: false, cancellationToken);
        return _head = head.AsMemory(0, length);
    }

    /// <exception cref="UnexpectedContentException">The end was reached, and the bytes are other ones.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length;
        if (_head.IsEmpty)
        {
            length = await inner.ReadAsync(buffer, cancellationToken);
        }
        else
        {
            length = Math.Min(_head.Length, buffer.Length);
            _head[..length].CopyTo(buffer);
            _head = _head[length..];
        }

        _hash.AppendData(buffer.Span[..length]);
        if (length == 0 && !buffer.IsEmpty && !IsVerified)
        {
            IsVerified = ContentId.Shorten(_hash.GetHashAndReset()) == datasetId ? true : throw new UnexpectedContentException();
        }

        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Stores are asynchronous.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
