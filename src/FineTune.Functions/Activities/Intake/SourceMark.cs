using FineTune.Core.Storage;
using FineTune.Datasets.Formats;

namespace FineTune.Functions.Activities.Intake;

/// <summary>
/// What the metadata of source.jsonl say about where its lines come from. The same bytes under a name of another kind are the same data set but
/// not the same lines: a CSV that was dropped as .jsonl and refused is read again when it comes as .csv.
/// </summary>
internal static class SourceMark
{
    private const string Container = "container";
    private const string NoteName = "containernote";

    /// <summary>The kind by name that the lines were read under; JSON Lines where nothing is said.</summary>
    public static FormatKind KindOf(BlobProperties source) =>
        Enum.TryParse<FormatKind>(source.Metadata.GetValueOrDefault(Container), out var kind) ? kind : FormatKind.JsonLines;

    /// <summary>How the drop was read, where its owner should know.</summary>
    public static string? Note(BlobProperties? source) => source?.Metadata.GetValueOrDefault(NoteName);

    public static Dictionary<string, string> Of(FormatKind named, FormatResult result)
    {
        var mark = new Dictionary<string, string> { [Container] = named.ToString() };
        if (result.Note is { } note)
        {
            mark[NoteName] = note;
        }

        return mark;
    }
}
