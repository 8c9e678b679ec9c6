using System.Text.RegularExpressions;

namespace FineTune.Synthesis.Methods.SelfInstruct;

/// <summary>Reads whether a task is a classification task.</summary>
public static partial class ClassificationAnswer
{
    /// <summary>True for yes, false for no, null for anything else.</summary>
    public static bool? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Word().Match(text);
        return !match.Success ? null : match.Groups[1].Value.StartsWith("y", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\A\W{0,20}(yes|no)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
