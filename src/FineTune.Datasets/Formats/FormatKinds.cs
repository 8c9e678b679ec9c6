namespace FineTune.Datasets.Formats;

/// <summary>What follows from a kind.</summary>
public static class FormatKinds
{
    private const int Formats = 4;

    public static bool IsCompressed(this FormatKind kind) => kind >= FormatKind.JsonLinesGzip;

    /// <summary>The kind of the unpacked file.</summary>
    public static FormatKind Unpacked(this FormatKind kind) => kind.IsCompressed() ? kind - Formats : kind;

    /// <summary>The kind of the file when it is compressed.</summary>
    public static FormatKind Packed(this FormatKind kind) => kind.IsCompressed() ? kind : kind + Formats;

    /// <summary>With its dot, in lower case.</summary>
    public static string Extension(this FormatKind kind) => DropFormat.Extensions[(int)kind];

    /// <summary>For people.</summary>
    public static string Title(this FormatKind kind) => kind.Unpacked() switch
    {
        FormatKind.JsonLines => "JSON Lines",
        FormatKind.Json => "JSON",
        FormatKind.Csv => "CSV",
        _ => "TSV",
    } + (kind.IsCompressed() ? ", gzip" : "");
}
