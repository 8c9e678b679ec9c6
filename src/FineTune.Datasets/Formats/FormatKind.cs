namespace FineTune.Datasets.Formats;

/// <summary>What a drop's file is: a format, and whether it is compressed.</summary>
public enum FormatKind
{
    /// <summary>One JSON value per line.</summary>
    JsonLines,

    /// <summary>One JSON array, or JSON values one after the other, over any number of lines.</summary>
    Json,

    /// <summary>Rows of cells under a header, separated by commas, semicolons or another mark.</summary>
    Csv,

    /// <summary>The same, separated by tabs.</summary>
    Tsv,

    JsonLinesGzip,
    JsonGzip,
    CsvGzip,
    TsvGzip,
}
