using System.Text.RegularExpressions;
using FineTune.Cli.Errors;
using FineTune.Core.Lineages;

namespace FineTune.Cli.Data;

/// <summary>Lineage names on the command line.</summary>
internal static partial class LineageOption
{
    public static string Check(string? name) => LineageName.IsValid(name)
        ? name!
        : throw new CommandException(
            LineageName.Explain(name), $"Use --lineage {Suggest(name ?? "")}, or another valid name.", ExitCodes.Usage);

    /// <summary>A valid name that resembles the text.</summary>
    public static string Suggest(string text)
    {
        var corrected = Forbidden().Replace(text.ToLowerInvariant(), "-").Trim('-');
        corrected = (corrected.Length > 40 ? corrected[..40] : corrected).Trim('-');
        return corrected.Length == 0 ? "support" : corrected;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();
}
