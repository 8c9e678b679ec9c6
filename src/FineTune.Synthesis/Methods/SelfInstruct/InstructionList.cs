using System.Text.RegularExpressions;

namespace FineTune.Synthesis.Methods.SelfInstruct;

/// <summary>Reads a numbered list of instructions.</summary>
public static partial class InstructionList
{
    /// <summary>Numbers looked at in one answer.</summary>
    public const int MaxItems = 200;

    /// <summary>
    /// The instructions in order: split where a line begins with a number and a full stop, white space run together, first letter in upper case. What stands
    /// before the first number is left out; an answer without any number gives none.
    /// </summary>
    public static IReadOnlyList<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var items = new List<string>();
        var (from, numbers) = (-1, 0);
        foreach (var match in Number().EnumerateMatches(text))
        {
            Add(items, text, from, match.Index);
            from = match.Index + match.Length;
            if (++numbers > MaxItems)
            {
                return items;
            }
        }

        Add(items, text, from, text.Length);
        return items;
    }

    private static void Add(List<string> items, string text, int from, int to)
    {
        if (from >= 0 && Space().Replace(text[from..to], " ").Trim().Trim('*').Trim() is { Length: > 0 } item)
        {
            items.Add(char.ToUpperInvariant(item[0]) + item[1..]);
        }
    }

    [GeneratedRegex(@"(?:\A|\n)[ \t]{0,8}\*{0,2}\d{1,4}[ \t]?[.)](?=\s|\*|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
