namespace FineTune.Datasets.Formats.Streams;

/// <summary>Bytes that were read already, then the rest of their stream; counts what it gave. Does not own the stream.</summary>
internal sealed class CountedStream(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _first = first;

    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = Math.Min(_first.Length, buffer.Length);
        if (read > 0)
        {
            _first[..read].CopyTo(buffer);
            _first = _first[read..];
        }
        else
        {
            read = await rest.ReadAsync(buffer, cancellationToken);
        }

        Count += read;
        return read;
    }
}
