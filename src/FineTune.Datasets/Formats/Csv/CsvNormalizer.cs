using FineTune.Datasets.Formats.Streams;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Formats.Csv;

/// <summary>
/// Rows under a header become lines: row n (the header not counted) is line n, blank rows are blank lines. A quote that is never closed costs
/// one line of the file, not everything behind it.
/// </summary>
internal sealed class CsvNormalizer(ByteWindow window, JsonlSink sink, FormatLimits limits)
{
    private readonly List<CsvCell> _cells = [];
    private readonly RescanBudget _budget = new(limits);

    /// <summary>Returns what separates the cells.</summary>
    /// <exception cref="FormatRefusedException">There is no usable header.</exception>
    public async Task<byte> RunAsync(FormatKind kind, CancellationToken cancellationToken)
    {
        var delimiter = await DelimiterAsync(kind, cancellationToken);
        var head = await ScanAsync(delimiter, cancellationToken);
        if (!head.IsComplete || head.TextAfterQuote >= 0 || head.Length > limits.MaxRecordBytes)
        {
            throw new FormatRefusedException("The first row, which names the columns, cannot be read, because its quotes do not match. Correct it, and drop the file again.");
        }

        var row = new CsvRowWriter(CsvHeader.Read(window.Bytes[..head.Length], _cells));
        window.Skip(head.Consumed);
        while (true)
        {
            var scan = await ScanAsync(delimiter, cancellationToken);
            if (window.IsEmpty)
            {
                return delimiter;
            }

            if (!scan.IsComplete)
            {
                await WithoutEndAsync(scan, cancellationToken);
            }
            else
            {
                await WriteAsync(row, scan, cancellationToken);
                window.Skip(scan.Consumed);
            }
        }
    }

    private async ValueTask WriteAsync(CsvRowWriter row, CsvScan scan, CancellationToken cancellationToken)
    {
        if (CsvRowWriter.IsBlank(_cells))
        {
            await sink.WriteBlankAsync(cancellationToken);
            return;
        }

        var fault = scan.Length > limits.MaxRecordBytes ? (RuleIds.RecordTooLong, null)
            : scan.TextAfterQuote >= 0 ? (RuleIds.TextAfterQuote, scan.TextAfterQuote)
            : row.Write(window.Bytes[..scan.Length], _cells);
        await (fault is { } found
            ? RejectAsync(found.Rule, scan.Length, found.At, cancellationToken)
            : sink.WriteLineAsync(row.Line, cancellationToken));
    }

    private ValueTask RejectAsync(string rule, int length, long? at, CancellationToken cancellationToken) =>
        sink.WriteUnreadableAsync(new UnreadableRecord(rule, window.Offset, length, at), window.Memory[..length], cancellationToken);

    /// <summary>Looks at the next record; the window grows until the record ends, the file does, or the record is too long.</summary>
    private async ValueTask<CsvScan> ScanAsync(byte delimiter, CancellationToken cancellationToken)
    {
        while (true)
        {
            var scan = CsvScanner.Scan(window.Bytes, window.IsFinal, delimiter, _cells);
            if (scan.IsComplete || window.IsFinal || window.Length > limits.MaxRecordBytes)
            {
                return scan;
            }

            await window.GrowAsync(cancellationToken);
        }
    }

    /// <summary>The record has no end within the limit, or the file ends in its quotes.</summary>
    private async ValueTask WithoutEndAsync(CsvScan scan, CancellationToken cancellationToken)
    {
        var line = window.Bytes.IndexOfAny((byte)'\n', (byte)'\r');
        if (line < 0)
        {
            await LongLineAsync(scan.InQuotes && window.IsFinal && window.Length <= limits.MaxRecordBytes ? RuleIds.UnclosedQuote : RuleIds.RecordTooLong, cancellationToken);
            return;
        }

        // Whatever follows the first line was looked at in vain. Where that happens too often, the rest of what was seen goes with it.
        if (!_budget.Allows(window.Offset, window.Length))
        {
            line = window.Bytes.LastIndexOfAny((byte)'\n', (byte)'\r');
        }

        var isFault = scan.TextAfterQuote >= 0 && scan.TextAfterQuote < line;
        var rule = isFault ? RuleIds.TextAfterQuote : scan.InQuotes ? RuleIds.UnclosedQuote : RuleIds.RecordTooLong;
        await RejectAsync(rule, line, isFault ? scan.TextAfterQuote : null, cancellationToken);
        SkipLine(line);
    }

    private void SkipLine(int length)
    {
        var isPair = length + 1 < window.Length && window.Bytes[length] == '\r' && window.Bytes[length + 1] == '\n';
        window.Skip(length + (isPair ? 2 : 1));
    }

    /// <summary>Passes over a line of any length. Its bytes stay in the copy of the drop.</summary>
    private async ValueTask LongLineAsync(string rule, CancellationToken cancellationToken)
    {
        var offset = window.Offset;
        if (window.IsFinal)
        {
            await RejectAsync(rule, window.Length, null, cancellationToken);
            window.Skip(window.Length);
            return;
        }

        int end;
        while ((end = window.Bytes.IndexOfAny((byte)'\n', (byte)'\r')) < 0 && !window.IsFinal)
        {
            window.Skip(window.Length);
            await window.GrowAsync(cancellationToken);
        }

        var rest = end < 0 ? window.Length : end;
        await sink.WriteUnreadableAsync(new UnreadableRecord(rule, offset, window.Offset + rest - offset), default, cancellationToken);
        if (end < 0)
        {
            window.Skip(rest);
        }
        else
        {
            SkipLine(end);
        }
    }

    /// <summary>The delimiter under which the first row names most known columns. Skips what may stand before that row.</summary>
    private async ValueTask<byte> DelimiterAsync(FormatKind kind, CancellationToken cancellationToken)
    {
        window.Skip(window.Bytes.IndexOfAnyExcept((byte)'\n', (byte)'\r') is >= 0 and var blank ? blank : 0);
        if (await MarkAsync(cancellationToken) is { } named)
        {
            return named;
        }

        var (best, most) = (CsvHeader.Candidates(kind).First(), 0);
        foreach (var candidate in CsvHeader.Candidates(kind))
        {
            var scan = await ScanAsync(candidate, cancellationToken);
            var known = scan.IsComplete ? CsvHeader.CountKnown(window.Bytes[..scan.Length], _cells) : 0;
            (best, most) = known > most ? (candidate, known) : (best, most);
        }

        return best;
    }

    /// <summary>The line <c>sep=;</c> that spreadsheets understand.</summary>
    private async ValueTask<byte?> MarkAsync(CancellationToken cancellationToken)
    {
        if (window.Length < 64 && !window.IsFinal)
        {
            await window.GrowAsync(cancellationToken);
        }

        if (window.Length < 6 || !window.Bytes.StartsWith("sep="u8) || window.Bytes[5] is not ((byte)'\n' or (byte)'\r'))
        {
            return null;
        }

        var delimiter = window.Bytes[4];
        SkipLine(5);
        return delimiter;
    }
}
