using System.Text.RegularExpressions;
using FineTune.Cli.Errors;
using FineTune.Datasets.Formats;

namespace FineTune.Cli.Data;

/// <summary>Valid names of drops: the name of the blob, with the extension of its format.</summary>
internal static partial class DropName
{
    /// <summary>The name given, else the file's own; with the file's extension where the name has none. Throws where it is not a valid name.</summary>
    public static string Choose(string file, string? given)
    {
        var name = given ?? Path.GetFileName(file);
        var extension = DropFormat.Of(name) is null ? Extension(file) : name[DropFormat.Stem(name).Length..];
        var stem = DropFormat.Stem(name);
        if (Pattern().IsMatch(stem) && !stem.Contains("..", StringComparison.Ordinal) && stem[^1] != '.')
        {
            return stem + extension;
        }

        throw new CommandException(
            $"'{(stem.Length > 60 ? stem[..60] + "..." : stem)}' is not a valid name for a drop. Use 1 to 100 letters, digits, '.', '_' and '-', starting with a letter or digit, without two dots in a row or a dot at the end.",
            $"Add --name, for example --name {Suggest(stem)}.", ExitCodes.Usage);
    }

    /// <summary>The file's extension. Throws where it is not one of drops.</summary>
    public static string Extension(string file)
    {
        var name = Path.GetFileName(file);
        return DropFormat.Of(name) is not null ? name[DropFormat.Stem(name).Length..] : throw new CommandException(
            $"'{name}' does not end in {DropFormat.ExtensionList}, so its format is unknown.",
            "Rename the file, or give its format by the extension of --name, for example --name data.jsonl.", ExitCodes.Usage);
    }

    /// <summary>A valid name that resembles the one given; without an extension.</summary>
    public static string Suggest(string name)
    {
        var corrected = Forbidden().Replace(name, "-").Trim('-', '.', '_');
        corrected = (corrected.Length > 100 ? corrected[..100] : corrected).TrimEnd('.');
        return corrected.Length == 0 ? "data" : corrected;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"[^A-Za-z0-9._-]+|\.{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();
}
