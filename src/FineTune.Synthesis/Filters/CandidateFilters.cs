using System.Text.RegularExpressions;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Filters;

/// <summary>Rules of thumb that drop a candidate before it costs a judge's time.</summary>
public static partial class CandidateFilters
{
    public const int MinWords = 4;
    public const int MaxInstructionWords = 150;
    public const int MaxResponseWords = 2000;
    private const int RepetitionFrom = 30;

    /// <summary>The name of the filter that drops the pair; null when none does.</summary>
    public static string? Check(GeneratedPair pair) => Check(pair, []);

    /// <summary>The same; a blacklisted word that a demonstration uses belongs to the owner's domain and is allowed.</summary>
    public static string? Check(GeneratedPair pair, IReadOnlyList<Demonstration> demos)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(demos);
        var instruction = pair.Instruction.Trim();
        var response = pair.Response.Trim();
        if (instruction.Length == 0 || response.Length == 0)
        {
            return "empty";
        }

        if (HasControl(instruction) || HasControl(response))
        {
            return "controlCharacters";
        }

        return Length(instruction, response) ?? Form(instruction, response) ?? Content(instruction, response, demos);
    }

    private static string? Length(string instruction, string response)
    {
        var words = WordCount.Of(instruction);
        return words < MinWords ? "tooShort"
            : words > MaxInstructionWords || WordCount.Of(response) > MaxResponseWords ? "tooLong"
            : null;
    }

    private static string? Form(string instruction, string response)
    {
        if (char.IsAscii(instruction[0]) && (char.IsPunctuation(instruction[0]) || char.IsSymbol(instruction[0])))
        {
            return "startsWithPunctuation";
        }

        if (string.Equals(instruction, response, StringComparison.OrdinalIgnoreCase))
        {
            return "instructionEqualsResponse";
        }

        return instruction.EndsWith(':') || response.EndsWith(':') ? "endsWithColon" : null;
    }

    private static string? Content(string instruction, string response, IReadOnlyList<Demonstration> demos)
    {
        if (PromptLeak().IsMatch(instruction) || PromptLeak().IsMatch(response))
        {
            return "promptLeak";
        }

        if (Boilerplate().IsMatch(response))
        {
            return "boilerplate";
        }

        var foreign = Blacklist().EnumerateMatches(instruction);
        foreach (var match in foreign)
        {
            var word = instruction.Substring(match.Index, match.Length);
            if (!demos.Any(demo => demo.Instruction.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return "blacklist";
            }
        }

        return IsRepetitive(response) || IsRepetitive(instruction) ? "repetition" : null;
    }

    internal static bool HasControl(string text) => text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    /// <summary>Whether fewer than three in ten of a longer text's three-word runs are different.</summary>
    internal static bool IsRepetitive(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < RepetitionFrom)
        {
            return false;
        }

        var runs = new HashSet<(string, string, string)>();
        for (var i = 2; i < words.Length; i++)
        {
            runs.Add((words[i - 2], words[i - 1], words[i]));
        }

        return runs.Count < (words.Length - 2) * 0.3;
    }

    [GeneratedRegex(
        @"\b(?:images?|graphs?|pictures?|files?|maps?|draw|plot|go to|videos?|audio|music|flowcharts?|diagrams?)\b|\Awrite a program",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Blacklist();

    [GeneratedRegex(@"\bas an ai\b|\bas an artificial intelligence\b|\bas a (?:large )?language model\b|\A(?:i'm|i am) sorry, but i can(?:no|')t\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Boilerplate();

    [GeneratedRegex(@"### (?:Example \d|Task\b)|\[(?:End of )?(?:instruction|response|reference)\]|\bwrite \d+ new examples\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PromptLeak();
}
