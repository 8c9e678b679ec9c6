using System.Text;

namespace FineTune.Datasets.Formats.Csv;

/// <summary>The columns that a header row names.</summary>
internal sealed class CsvHeader
{
    /// <summary>What can separate cells, most likely first.</summary>
    private static readonly byte[] Delimiters = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    private static readonly Dictionary<string, CsvCellKind> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["messages"] = CsvCellKind.JsonArray,
        ["tools"] = CsvCellKind.OptionalJson,
        ["parallel_tool_calls"] = CsvCellKind.OptionalJson,
        ["instruction"] = CsvCellKind.Text,
        ["input"] = CsvCellKind.OptionalText,
        ["output"] = CsvCellKind.Text,
        ["system"] = CsvCellKind.OptionalText,
        ["prompt"] = CsvCellKind.Text,
        ["completion"] = CsvCellKind.Text,
        ["instances"] = CsvCellKind.OptionalJson,
        ["conversations"] = CsvCellKind.OptionalJson,
        ["preferred_output"] = CsvCellKind.JsonArray,
        ["non_preferred_output"] = CsvCellKind.JsonArray,
    };

    private CsvHeader(IReadOnlyList<CsvColumn> columns) => Columns = columns;

    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>The delimiters to try, the usual one of the kind first.</summary>
    public static IEnumerable<byte> Candidates(FormatKind kind) =>
        kind == FormatKind.Tsv ? Delimiters.OrderBy(delimiter => delimiter != '\t') : Delimiters;

    /// <summary>How many columns have a name that a shape knows.</summary>
    public static int CountKnown(ReadOnlySpan<byte> record, List<CsvCell> cells)
    {
        var count = 0;
        foreach (var cell in cells)
        {
            count += Known.ContainsKey(Name(record, cell)) ? 1 : 0;
        }

        return count;
    }

    /// <exception cref="FormatRefusedException">The row is not a header, or not a usable one.</exception>
    public static CsvHeader Read(ReadOnlySpan<byte> record, List<CsvCell> cells)
    {
        var names = new List<string>(cells.Count);
        foreach (var cell in cells)
        {
            names.Add(Name(record, cell));
        }

        if (!names.Any(Known.ContainsKey))
        {
            // The row may be data, so its cells are not quoted.
            throw new FormatRefusedException(
                $"None of the {names.Count} cells of the first row is the name of a known column: 'messages', or 'instruction' and 'output', or 'prompt' and 'completion'. "
                + "Add a row with the names of the columns at the top, and drop the file again.");
        }

        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length > 0 && !seen.TryAdd(names[i], i))
            {
                var what = Known.ContainsKey(names[i]) ? $" '{names[i].ToLowerInvariant()}'" : "";
                throw new FormatRefusedException(
                    $"Columns {seen[names[i]] + 1} and {i + 1} have the same name{what}, so it is unclear which one counts. Rename or remove one, and drop the file again.");
            }
        }

        var isPreference = seen.ContainsKey("preferred_output");
        return new CsvHeader([.. names.Select(name => Column(name, isPreference))]);
    }

    private static CsvColumn Column(string name, bool isPreference)
    {
        if (name.Length == 0)
        {
            return new CsvColumn(null, CsvCellKind.OptionalText);
        }

        if (!Known.TryGetValue(name, out var kind))
        {
            return new CsvColumn(name, CsvCellKind.OptionalText);
        }

        var key = name.ToLowerInvariant();
        return new CsvColumn(key, isPreference && key == "input" ? CsvCellKind.OptionalJson : kind);
    }

    private static string Name(ReadOnlySpan<byte> record, CsvCell cell)
    {
        var name = Encoding.UTF8.GetString(cell.Raw(record)).Trim();
        return cell.HasQuotes ? name.Replace("\"\"", "\"", StringComparison.Ordinal) : name;
    }
}
