namespace FineTune.Datasets.Formats;

/// <summary>What the names of drops say about their content.</summary>
public static class DropFormat
{
    /// <summary>Every extension a drop may have, in the order of <see cref="FormatKind"/>, with its dot and in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".jsonl", ".json", ".csv", ".tsv", ".jsonl.gz", ".json.gz", ".csv.gz", ".tsv.gz"];

    /// <summary>The extensions in a sentence.</summary>
    public static string ExtensionList { get; } = $"{string.Join(", ", Extensions.Take(Extensions.Count - 1))} or {Extensions[^1]}";

    /// <summary>The kind that the name's extension stands for, in capitals or not; null where it is none, or nothing stands before it.</summary>
    public static FormatKind? Of(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        for (var i = Extensions.Count - 1; i >= 0; i--)
        {
            if (fileName.Length > Extensions[i].Length && fileName.EndsWith(Extensions[i], StringComparison.OrdinalIgnoreCase))
            {
                return (FormatKind)i;
            }
        }

        return null;
    }

    /// <summary>The name without the extension of a drop; the name itself where it has none.</summary>
    public static string Stem(string fileName) => Of(fileName) is { } kind ? fileName[..^kind.Extension().Length] : fileName;

    /// <summary>A file that is still being written, or is to be ignored: it starts with a dot or ends in .tmp or .part.</summary>
    public static bool IsTemporary(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return fileName.StartsWith('.')
            || fileName.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
            || fileName.EndsWith(".part", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why a file of this name is not a drop, and what to do.</summary>
    public static string Explain(string fileName) =>
        $"'{(fileName.Length > 60 ? fileName[..60] + "..." : fileName)}' does not end in {ExtensionList}. Give the file the extension of its format, and drop it again.";
}
