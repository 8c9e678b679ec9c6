using System.Text.RegularExpressions;

namespace FineTune.Cli.Data;

/// <summary>What a dropped file may be called: the name of its blob without <c>.jsonl</c>.</summary>
internal static partial class DropName
{
    /// <summary>The name given, else the file's own name without its extension. Throws where it is no valid name.</summary>
    public static string Choose(string file, string? given)
    {
        var name = given ?? System.IO.Path.GetFileNameWithoutExtension(file);
        if (given is not null && given.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
        {
            name = given[..^".jsonl".Length];
        }

        if (Pattern().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) && name[^1] != '.')
        {
            return name;
        }

        throw new CommandException(
            $"'{(name.Length > 60 ? name[..60] + "..." : name)}' is no name for a dropped file: use 1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit, no two dots in a row and none at the end.",
            $"Add --name, for example --name {Suggest(name)}.", ExitCodes.Usage);
    }

    /// <summary>A valid name that resembles the one given.</summary>
    public static string Suggest(string name)
    {
        var mended = Forbidden().Replace(name, "-").Trim('-', '.', '_');
        mended = (mended.Length > 100 ? mended[..100] : mended).TrimEnd('.');
        return mended.Length == 0 ? "data" : mended;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"[^A-Za-z0-9._-]+|\.{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();
}
