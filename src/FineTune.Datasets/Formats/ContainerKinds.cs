namespace FineTune.Datasets.Formats;

/// <summary>What follows from a kind.</summary>
public static class ContainerKinds
{
    private const int Formats = 4;

    public static bool IsCompressed(this ContainerKind kind) => kind >= ContainerKind.JsonLinesGzip;

    /// <summary>The kind of the unpacked file.</summary>
    public static ContainerKind Unpacked(this ContainerKind kind) => kind.IsCompressed() ? kind - Formats : kind;

    /// <summary>The kind of the file when it is compressed.</summary>
    public static ContainerKind Packed(this ContainerKind kind) => kind.IsCompressed() ? kind : kind + Formats;

    /// <summary>With its dot, in lower case.</summary>
    public static string Extension(this ContainerKind kind) => DropContainer.Extensions[(int)kind];

    /// <summary>For people.</summary>
    public static string Title(this ContainerKind kind) => kind.Unpacked() switch
    {
        ContainerKind.JsonLines => "JSON Lines",
        ContainerKind.Json => "JSON",
        ContainerKind.Csv => "CSV",
        _ => "TSV",
    } + (kind.IsCompressed() ? ", gzip" : "");
}
