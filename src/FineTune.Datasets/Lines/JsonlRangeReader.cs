using System.Runtime.CompilerServices;

namespace FineTune.Datasets.Lines;

/// <summary>
/// Reads the lines whose first byte lies in one range of a file. The ranges of a file read apart give the lines of the file read at once.
/// Lines end at '\n' only (U+2028 inside a string is text); one '\r' before it belongs to the line end; a byte order mark at the start
/// of the file is skipped. Memory stays below the longest allowed line plus a buffer, whatever the file holds.
/// </summary>
/// <param name="stream">Positioned at the byte before the range (at 0 for the first range); read past the range's end to the end of its last line. Not disposed.</param>
public sealed class JsonlRangeReader(Stream stream, ByteRange range, bool firstRange, int maxLineBytes = JsonlRangeReader.DefaultMaxLineBytes)
{
    public const int DefaultMaxLineBytes = 4 * 1024 * 1024;
    private const int BufferBytes = 64 * 1024;

    private readonly LineAssembler _line = new(maxLineBytes);

    /// <summary>Lines of the range, blank ones included; final after the last line was read.</summary>
    public long TotalLines { get; private set; }

    /// <summary>How many of them are blank.</summary>
    public long BlankLines { get; private set; }

    /// <summary>Bytes of the file up to where the stream was read.</summary>
    public long Position { get; private set; }

    /// <summary>The lines in order, blank ones included (a blank line above the limit comes without its bytes). To be enumerated once.</summary>
    public async IAsyncEnumerable<JsonlLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var buffer = new byte[BufferBytes];
        Position = firstRange ? range.Start : range.Start - 1;
        var inRange = firstRange;
        _line.Start(Position, stripByteOrderMark: firstRange);
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            var consumed = 0;
            while (consumed < read)
            {
                var rest = buffer.AsMemory(consumed, read - consumed);
                var newline = rest.Span.IndexOf((byte)'\n');
                if (newline < 0)
                {
                    if (inRange)
                    {
                        _line.Append(rest.Span);
                    }

                    break;
                }

                if (inRange)
                {
                    yield return Finish(rest[..newline].Span);
                }

                consumed += newline + 1;
                inRange = true;
                _line.Start(Position + consumed, stripByteOrderMark: false);
                if (Position + consumed >= range.End)
                {
                    yield break;
                }
            }

            Position += read;
            if (read == 0)
            {
                if (inRange && !_line.IsEmpty)
                {
                    yield return Finish([]);
                }

                yield break;
            }
        }
    }

    private JsonlLine Finish(ReadOnlySpan<byte> rest)
    {
        var line = _line.Complete(rest, ++TotalLines);
        BlankLines += line.IsBlank ? 1 : 0;
        return line;
    }
}
