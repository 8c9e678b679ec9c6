namespace FineTune.Datasets.Tests.Support;

/// <summary>A file of one huge line between two short ones, made while it is read.</summary>
internal sealed class EndlessLine(long lineBytes) : Stream
{
    private static readonly byte[] Short = "{}\n"u8.ToArray();
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => (2 * Short.Length) + lineBytes + 1;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(Span<byte> buffer)
    {
        var read = 0;
        for (; read < buffer.Length && _position < Length; read++, _position++)
        {
            var afterLong = _position - Short.Length - lineBytes;
            buffer[read] = _position < Short.Length ? Short[_position]
                : afterLong < 0 ? (byte)'x'
                : afterLong == 0 ? (byte)'\n'
                : Short[afterLong - 1];
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
