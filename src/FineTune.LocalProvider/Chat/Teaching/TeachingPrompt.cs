using System.Globalization;
using System.Text.RegularExpressions;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>The demonstrations of a generation prompt and how many new examples it asks for.</summary>
internal sealed partial record TeachingPrompt(IReadOnlyList<Demonstration> Demonstrations, int Count)
{
    private const int Most = 100;
    private const string Asked = "Instruction:";
    private const string Said = "Response:";

    /// <summary>Null when the text is no such prompt.</summary>
    public static TeachingPrompt? Find(string text)
    {
        var demonstrations = new List<Demonstration>();
        int? count = null;
        foreach (var section in Sections(text.Replace("\r\n", "\n", StringComparison.Ordinal)))
        {
            if (section.StartsWith("### Example", StringComparison.Ordinal))
            {
                if (Read(section) is { } demonstration)
                    demonstrations.Add(demonstration);
            }
            else if (Order().Match(section) is { Success: true } order)
                count = int.Parse(order.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        return count is { } wanted && demonstrations.Count > 0 ? new TeachingPrompt(demonstrations, Math.Clamp(wanted, 1, Most)) : null;
    }

    private static IEnumerable<string> Sections(string text)
    {
        var start = 0;
        for (var at = text.IndexOf("\n### ", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\n### ", at + 1, StringComparison.Ordinal))
        {
            yield return text[start..at];
            start = at + 1;
        }

        yield return text[start..];
    }

    private static Demonstration? Read(string section)
    {
        var asked = section.IndexOf('\n' + Asked, StringComparison.Ordinal);
        var said = asked < 0 ? -1 : section.IndexOf('\n' + Said, asked, StringComparison.Ordinal);
        if (said < 0)
            return null;
        var instruction = section[(asked + 1 + Asked.Length)..said].Trim();
        var response = section[(said + 1 + Said.Length)..].Trim();
        return instruction.Length == 0 ? null : new Demonstration(instruction, response);
    }

    [GeneratedRegex(@"Write\s+(\d{1,4})\s+new\s+examples?", RegexOptions.IgnoreCase)]
    private static partial Regex Order();
}
