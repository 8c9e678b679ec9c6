using System.Buffers;

namespace FineTune.Datasets.Formats.Streams;

/// <summary>Writes one line per record, in pieces of about 64 KiB.</summary>
internal sealed class JsonlSink(Stream stream)
{
    private const int FlushBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new(FlushBytes);
    private readonly ArrayBufferWriter<byte> _marker = new();

    /// <summary>Lines that are not blank.</summary>
    public long Records { get; private set; }

    public long Unreadable { get; private set; }

    public ValueTask WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        Records++;
        return AppendAsync(line, cancellationToken);
    }

    public ValueTask WriteBlankAsync(CancellationToken cancellationToken) => AppendAsync(default, cancellationToken);

    /// <summary>A record that could not be read takes the line of one that could.</summary>
    public ValueTask WriteUnreadableAsync(UnreadableRecord record, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        Unreadable++;
        _marker.ResetWrittenCount();
        record.Write(raw.Span, _marker);
        return WriteLineAsync(_marker.WrittenMemory, cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_pending.WrittenMemory, cancellationToken);
        _pending.ResetWrittenCount();
    }

    private ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        _pending.Write(line.Span);
        _pending.Write("\n"u8);
        return _pending.WrittenCount >= FlushBytes ? FlushAsync(cancellationToken) : default;
    }
}
