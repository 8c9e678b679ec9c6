using System.Text.RegularExpressions;

namespace FineTune.Synthesis.Methods.Support;

/// <summary>Marks that stand for data: {name}, {{name}}, [ORDER_ID], &lt;order id&gt;.</summary>
public static partial class Placeholders
{
    /// <summary>Whether every placeholder of a text, in the very form that it has, occurs in the context too.</summary>
    public static bool AreKnown(string text, string context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        var known = Find(context);
        return Find(text).IsSubsetOf(known);
    }

    public static HashSet<string> Find(string text) => [.. Mark().Matches(text).Select(match => match.Value)];

    /// <summary>Tags of HTML without a blank or an underline count as well: they have no place in what an agent says.</summary>
    [GeneratedRegex(@"\{\{[^{}\r\n]{1,40}\}\}|\{[A-Za-z][\w .-]{0,39}\}|\[[A-Z][A-Z0-9_ ]{1,39}\]|<[A-Za-z][\w -]{0,39}>", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
