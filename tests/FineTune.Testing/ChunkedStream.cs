namespace FineTune.Testing;

/// <summary>A stream that gives a few bytes at a time, as networks do.</summary>
public sealed class ChunkedStream(byte[] bytes, int chunk = 7) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
}
