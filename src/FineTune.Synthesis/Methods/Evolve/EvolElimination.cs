using System.Text.RegularExpressions;
using FineTune.Core.Text;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;

namespace FineTune.Synthesis.Methods.Evolve;

/// <summary>Tells evolutions that failed.</summary>
public static partial class EvolElimination
{
    /// <summary>An instruction that shares more than this with the one it came from says nothing new, however long it is.</summary>
    public const double SameAbove = 0.95;

    /// <summary>One that is no longer than the one it came from says nothing new when it shares more than this.</summary>
    public const double SameIfNoLonger = 0.7;

    /// <summary>An evolved instruction may have more words than a new one: it carries its input.</summary>
    public const int MaxWords = 1_000;

    /// <summary>Why the new instruction is dropped; null when it is kept.</summary>
    public static string? CheckInstruction(string original, string evolved, EvolMove move, IReadOnlyList<Demonstration> shown)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(evolved);
        if (evolved.Length == 0)
        {
            return Reasons.Empty;
        }

        if (AnswerFilters.Leaks(evolved) > AnswerFilters.Leaks(original))
        {
            return Reasons.PromptLeak;
        }

        var words = WordCount.Of(evolved);
        if (words > MaxWords)
        {
            return Reasons.TooLong;
        }

        if (move == EvolMove.Breadth)
        {
            return InstructionFilters.Check(evolved, shown);
        }

        return words < InstructionFilters.MinWords ? Reasons.TooShort
            : (HasTable(original) && !HasTable(evolved)) || (HasCode(original) && !HasCode(evolved)) ? Reasons.DroppedTableOrCode
            : RougeL.F1(original, evolved) is var same && (same > SameAbove || (same > SameIfNoLonger && words <= WordCount.Of(original))) ? Reasons.NoInformationGain
            : null;
    }

    private static bool HasTable(string text) => TableRow().Count(text) > 1;

    private static bool HasCode(string text) => Code().IsMatch(text);

    [GeneratedRegex(@"^[ \t]*\|?[^|\r\n]{1,200}\|[^|\r\n]{1,200}\|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"```|^(?: {4}|\t)\S.*[;{}()=]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
