namespace FineTune.Datasets.Formats.Csv;

/// <summary>
/// One record of RFC 4180, with any one-byte delimiter. Line ends are \n, \r\n or \r; a quote that does not open a cell is text. Where text
/// follows a closing quote, that quote is taken for text too, so that the record ends where its author meant it to; it is reported.
/// </summary>
internal static class CsvScanner
{
    private const byte Quote = (byte)'"';

    /// <param name="data">Begins with the record.</param>
    /// <param name="final">Nothing comes after the data.</param>
    /// <param name="cells">Receives the cells of a complete record.</param>
    public static CsvScan Scan(ReadOnlySpan<byte> data, bool final, byte delimiter, List<CsvCell> cells)
    {
        cells.Clear();
        var fault = -1;
        for (var i = 0; ; i++)
        {
            var isQuoted = i < data.Length && data[i] == Quote;
            var end = isQuoted ? Quoted(data, i, final, delimiter, cells, ref fault) : Plain(data, i, final, delimiter, cells);
            if (end < 0)
            {
                return new CsvScan(false, isQuoted, data.Length, data.Length, fault);
            }

            i = end;
            if (i == data.Length)
            {
                return new CsvScan(true, false, i, i, fault);
            }

            if (data[i] == delimiter)
            {
                continue;
            }

            if (data[i] == '\r' && i + 1 == data.Length && !final)
            {
                return new CsvScan(false, false, data.Length, data.Length, fault);
            }

            var isPair = data[i] == '\r' && i + 1 < data.Length && data[i + 1] == '\n';
            return new CsvScan(true, false, i, i + (isPair ? 2 : 1), fault);
        }
    }

    /// <summary>Where the cell ends; -1 where that cannot be said yet.</summary>
    private static int Plain(ReadOnlySpan<byte> data, int start, bool final, byte delimiter, List<CsvCell> cells)
    {
        var length = data[start..].IndexOfAny(delimiter, (byte)'\n', (byte)'\r');
        if (length < 0)
        {
            if (!final)
            {
                return -1;
            }

            length = data.Length - start;
        }

        cells.Add(new CsvCell(start, length, HasQuotes: false));
        return start + length;
    }

    /// <summary>Where the quoted cell ends, behind its closing quote; -1 where the data end before.</summary>
    private static int Quoted(ReadOnlySpan<byte> data, int open, bool final, byte delimiter, List<CsvCell> cells, ref int fault)
    {
        var hasQuotes = false;
        for (var i = open + 1; ; i++)
        {
            var quote = data[i..].IndexOf(Quote);
            if (quote < 0)
            {
                return -1;
            }

            i += quote;
            var next = i + 1;
            var behind = next + Spaces(data[next..]);
            if (behind == data.Length ? final : data[behind] == delimiter || data[behind] is (byte)'\n' or (byte)'\r')
            {
                cells.Add(new CsvCell(open + 1, i - open - 1, hasQuotes));
                return behind;
            }

            if (behind == data.Length)
            {
                return -1;
            }

            if (data[next] == Quote)
            {
                hasQuotes = true;
                i = next;
            }
            else if (fault < 0)
            {
                fault = next;
            }
        }
    }

    /// <summary>How many spaces the bytes begin with: between a closing quote and a delimiter they are layout.</summary>
    private static int Spaces(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)' ') is >= 0 and var first ? first : bytes.Length;
}
