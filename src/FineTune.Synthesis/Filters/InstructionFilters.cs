using System.Text.RegularExpressions;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Filters;

/// <summary>Self-instruct's filters of a new instruction, in its order.</summary>
public static partial class InstructionFilters
{
    public const int MinWords = 4;
    public const int MaxWords = 150;

    /// <summary>
    /// The name of the filter that drops the instruction; null when none does. What a demonstration has too (a blacklisted word, a first letter outside ASCII)
    /// belongs to the owner's domain and is allowed.
    /// </summary>
    /// <param name="alpaca">Whether Alpaca's five further words count.</param>
    public static string? Check(string instruction, IReadOnlyList<Demonstration> shown, bool alpaca = false)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(shown);
        if (instruction.Length == 0)
        {
            return Reasons.Empty;
        }

        var words = WordCount.Of(instruction);
        return words < MinWords ? Reasons.TooShort
            : words > MaxWords ? Reasons.TooLong
            : IsForeign(Blacklist(), instruction, shown) || (alpaca && IsForeign(AlpacaBlacklist(), instruction, shown)) ? Reasons.Blacklist
            : instruction.StartsWith("Write a program", StringComparison.OrdinalIgnoreCase) ? Reasons.WriteAProgram
            : Start(instruction, shown);
    }

    private static string? Start(string instruction, IReadOnlyList<Demonstration> shown)
    {
        var first = instruction[0];
        if (!char.IsAscii(first))
        {
            return shown.Any(demo => demo.Instruction.Length > 0 && !char.IsAscii(demo.Instruction[0])) ? null : Reasons.StartsWithNonAscii;
        }

        return char.IsPunctuation(first) || char.IsSymbol(first) ? Reasons.StartsWithPunctuation : null;
    }

    private static bool IsForeign(Regex words, string instruction, IReadOnlyList<Demonstration> shown)
    {
        foreach (var match in words.EnumerateMatches(instruction))
        {
            var word = instruction.Substring(match.Index, match.Length);
            if (!shown.Any(demo => demo.Instruction.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\b(?:images?|graphs?|pictures?|files?|maps?|draw|plot|go to)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Blacklist();

    [GeneratedRegex(@"\b(?:video|audio|music|flowchart|diagram)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AlpacaBlacklist();
}
