using System.Buffers;
using System.IO.Compression;
using FineTune.Datasets.Formats.Csv;
using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Formats.Normalizing;

/// <summary>
/// Writes lines of one shape as a file of a kind, so that a drop of that file gives the same examples. Nothing is held back but the compressor's window.
/// </summary>
public sealed class FormatWriter : IAsyncDisposable
{
    private readonly Stream _target;
    private readonly Stream _output;
    private readonly FormatKind _kind;
    private readonly CsvLineWriter? _csv;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _lines;

    /// <param name="target">Gets the bytes; it is not disposed.</param>
    /// <param name="shape">Of every line; it names the columns of CSV.</param>
    public FormatWriter(Stream target, FormatKind kind, InputShape shape)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _kind = kind.Unpacked();
        _output = kind.IsCompressed() ? new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true) : target;
        _csv = _kind switch
        {
            FormatKind.Csv => new CsvLineWriter(shape, (byte)','),
            FormatKind.Tsv => new CsvLineWriter(shape, (byte)'\t'),
            _ => null,
        };
    }

    /// <summary>Writes one example.</summary>
    /// <param name="line">A JSON object on one line, without its line end.</param>
    public async Task WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken = default)
    {
        _buffer.ResetWrittenCount();
        if (_csv is not null)
        {
            if (_lines == 0)
            {
                _csv.WriteHeader(_buffer);
            }

            _csv.Write(line, _buffer);
        }
        else
        {
            _buffer.Write(_kind == FormatKind.JsonLines ? ""u8 : _lines == 0 ? "[\n"u8 : ",\n"u8);
            _buffer.Write(line.Span);
            _buffer.Write(_kind == FormatKind.JsonLines ? "\n"u8 : ""u8);
        }

        _lines++;
        await _output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>Ends the file. Without it the file is cut.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (_kind == FormatKind.Json)
        {
            await _output.WriteAsync((_lines == 0 ? "[]\n"u8 : "\n]\n"u8).ToArray(), cancellationToken);
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!ReferenceEquals(_output, _target))
        {
            await _output.DisposeAsync();
        }
    }
}
