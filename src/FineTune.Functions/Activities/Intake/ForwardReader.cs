namespace FineTune.Functions.Activities.Intake;

/// <summary>Reads pieces of a stream at ascending offsets, without seeking. The last piece may be asked for again.</summary>
internal sealed class ForwardReader(Stream stream)
{
    private readonly byte[] _skip = new byte[64 * 1024];
    private long _position;
    private (long Offset, byte[] Bytes) _last = (-1, []);

    /// <summary>The bytes at an offset that is that of the piece read last, or not before its end. Not to be changed.</summary>
    public async Task<byte[]> ReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        if (offset == _last.Offset && length == _last.Bytes.Length)
        {
            return _last.Bytes;
        }

        while (_position < offset)
        {
            var read = await stream.ReadAsync(_skip.AsMemory(0, (int)Math.Min(_skip.Length, offset - _position)), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException($"The source ends at byte {_position}, before the row at byte {offset}.");
            }

            _position += read;
        }

        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        _position += length;
        _last = (offset, bytes);
        return bytes;
    }
}
