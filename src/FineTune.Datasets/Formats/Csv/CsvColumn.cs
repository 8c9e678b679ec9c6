namespace FineTune.Datasets.Formats.Csv;

/// <summary>A column of a CSV drop.</summary>
/// <param name="Name">The key its cells get; null where they are left out.</param>
internal sealed record CsvColumn(string? Name, CsvCellKind Kind);

/// <summary>What the cells of a column are.</summary>
internal enum CsvCellKind
{
    /// <summary>Text that may be missing: an empty cell gives no key.</summary>
    OptionalText,

    /// <summary>Text that the shape needs: an empty cell is an empty text, so that the report calls it that.</summary>
    Text,

    /// <summary>JSON that may be missing.</summary>
    OptionalJson,

    /// <summary>A JSON array that the shape needs: an empty cell is an empty array.</summary>
    JsonArray,
}
