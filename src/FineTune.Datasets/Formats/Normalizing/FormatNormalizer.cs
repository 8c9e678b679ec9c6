using FineTune.Datasets.Formats.Csv;
using FineTune.Datasets.Formats.Json;
using FineTune.Datasets.Formats.Streams;

namespace FineTune.Datasets.Formats.Normalizing;

/// <summary>Turns a drop's file into the JSON Lines that everything later reads.</summary>
public static class FormatNormalizer
{
    private const int MarkBytes = 3;

    /// <summary>
    /// Reads a file of any kind and writes one line per record: record n (a CSV header not counted) is line n, blank CSV rows are blank lines.
    /// Never throws for what the file holds: a record that cannot be read becomes a line that the rules reject with its bytes (FT131 to FT139), and
    /// a file that cannot be read as a whole comes back as a refusal. The same bytes under the same kind give the same lines. JSON Lines
    /// pass byte for byte. Needs memory for about two records of the longest allowed length, whatever the file's size.
    /// </summary>
    /// <param name="source">Read once, to its end unless the file is refused; neither seeks nor disposes.</param>
    /// <param name="fileName">Its extension names the intended format.</param>
    /// <param name="jsonl">Not flushed, not disposed. To be thrown away when the file is refused.</param>
    /// <exception cref="IOException">Only what the streams throw themselves.</exception>
    public static async Task<FormatResult> NormalizeAsync(
        Stream source, string fileName, Stream jsonl, FormatLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(jsonl);
        ArgumentNullException.ThrowIfNull(limits);
        if (DropFormat.Of(fileName) is not { } named)
        {
            return new FormatResult(FormatKind.JsonLines, 0, DropFormat.Explain(fileName));
        }

        try
        {
            return await ReadAsync(source, named, jsonl, limits, ct);
        }
        catch (FormatRefusedException e)
        {
            return new FormatResult(named, 0, e.Message);
        }
    }

    /// <summary>What the file is, by its first bytes and its name: reads at most 64 KiB and unpacks nothing.</summary>
    /// <param name="head">The first 64 KiB of the file, or all of it.</param>
    /// <returns>Null where the content cannot be what a drop is; <see cref="NormalizeAsync"/> says why.</returns>
    public static FormatKind? Sniff(ReadOnlySpan<byte> head, FormatKind named)
    {
        if (named.IsCompressed())
        {
            return named;
        }

        try
        {
            return ContentSniffer.Sniff(head.StartsWith("\uFEFF"u8) ? head[MarkBytes..] : head, named);
        }
        catch (FormatRefusedException)
        {
            return null;
        }
    }

    private static async Task<FormatResult> ReadAsync(
        Stream source, FormatKind named, Stream jsonl, FormatLimits limits, CancellationToken cancellationToken)
    {
        var outer = new ByteWindow(source);
        await outer.GrowAsync(cancellationToken);
        var isGzip = outer.Bytes.StartsWith<byte>([0x1F, 0x8B]);
        if (!named.IsCompressed() || !isGzip)
        {
            // Programs that download a .gz like to unpack it and keep its name.
            return await ReadTextAsync(outer, named.Unpacked(), named.IsCompressed() ? "not compressed, although its name ends in .gz" : null, jsonl, limits, cancellationToken);
        }

        await using var unpacked = new UnpackedStream(new CountedStream(outer.Memory, source), limits);
        var inner = new ByteWindow(unpacked);
        await inner.GrowAsync(cancellationToken);
        var result = await ReadTextAsync(inner, named.Unpacked(), null, jsonl, limits, cancellationToken);
        return result with { Kind = result.Kind.Packed() };
    }

    private static async Task<FormatResult> ReadTextAsync(
        ByteWindow window, FormatKind named, string? note, Stream jsonl, FormatLimits limits, CancellationToken cancellationToken)
    {
        var hasMark = window.Bytes.StartsWith("\uFEFF"u8);
        var kind = ContentSniffer.Sniff(window.Bytes[(hasMark ? MarkBytes : 0)..], named);
        if (kind == FormatKind.JsonLines)
        {
            return new FormatResult(kind, await LinesNormalizer.RunAsync(window, jsonl, cancellationToken), null, 0, Note(kind, named, note));
        }

        window.Skip(hasMark ? MarkBytes : 0);
        var sink = new JsonlSink(jsonl);
        if (kind == FormatKind.Json)
        {
            await new JsonNormalizer(window, sink, limits).RunAsync(cancellationToken);
        }
        else if (!window.IsEmpty)
        {
            var delimiter = await new CsvNormalizer(window, sink, limits).RunAsync(kind, cancellationToken);
            note = delimiter == (kind == FormatKind.Csv ? ',' : '\t') ? note : $"cells separated by {Name(delimiter)}";
        }

        await sink.FlushAsync(cancellationToken);
        return new FormatResult(kind, sink.Records, null, sink.Unreadable, Note(kind, named, note));
    }

    private static string? Note(FormatKind kind, FormatKind named, string? note)
    {
        var misnamed = kind == named ? null : $"Read as {kind.Title()} because of its content, although its name says {named.Title()}";
        return (misnamed ?? (note is null && kind == FormatKind.JsonLines ? null : $"Read as {kind.Title()}")) is { } text
            ? text + (note is null ? "." : $"; {note}.")
            : null;
    }

    private static string Name(byte delimiter) => delimiter switch
    {
        (byte)';' => "semicolons",
        (byte)'\t' => "tabs",
        (byte)',' => "commas",
        (byte)'|' => "vertical bars",
        _ => "another character",
    };
}
