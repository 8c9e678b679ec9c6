namespace FineTune.Datasets.Formats.Streams;

/// <summary>The part of a stream that is being looked at. Skipping moves its start, growing its end.</summary>
internal sealed class ByteWindow(Stream stream)
{
    public const int FirstBytes = 64 * 1024;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;

    /// <summary>No byte comes after the window.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Of the window's first byte in the stream.</summary>
    public long Offset { get; private set; }

    public int Length => _end - _start;

    public bool IsEmpty => Length == 0 && IsFinal;

    /// <summary>Valid until the window grows.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, Length);

    public void Skip(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>
    /// Doubles the window, or fills it up to 64 KiB; so that looking at a record again after each growth stays linear. How far it grows
    /// does not depend on how the stream's bytes come.
    /// </summary>
    public async ValueTask GrowAsync(CancellationToken cancellationToken)
    {
        var target = Math.Max(FirstBytes, Length * 2);
        if (_start > 0 || target > _buffer.Length)
        {
            var buffer = target > _buffer.Length ? new byte[target] : _buffer;
            Bytes.CopyTo(buffer);
            (_buffer, _end, _start) = (buffer, Length, 0);
        }

        while (_end < target && !IsFinal)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end, target - _end), cancellationToken);
            _end += read;
            IsFinal = read == 0;
        }
    }
}
