using System.Text.RegularExpressions;
using FineTune.Core.Examples;
using FineTune.Datasets.Safety;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Filters;

/// <summary>
/// Faults that synthetic rows are known for: wrong simple arithmetic, "N/A" for an answer, several instructions run into one, and remarks about being
/// a language model; and text that is broken, endless, or addresses its judge. Heuristics with few false positives.
/// </summary>
public static partial class DefectFilter
{
    /// <summary>Far beyond 2,000 words: of a text without spaces.</summary>
    public const int MaxCharacters = 50_000;

    /// <summary>The name of the defect; null when the example shows none.</summary>
    public static string? Check(ChatExample example) => Check(ExampleText.Instruction(example), ExampleText.Response(example));

    /// <param name="instruction">With its input.</param>
    public static string? Check(string instruction, string response)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(response);
        return CandidateFilters.HasControl(instruction) || CandidateFilters.HasControl(response) ? Reasons.ControlCharacters
            : response.Length > MaxCharacters || instruction.Length > MaxCharacters || WordCount.Of(response) > CandidateFilters.MaxResponseWords ? Reasons.TooLong
            : CandidateFilters.IsRepetitive(response) ? Reasons.Repetition
            : JudgeInjection.IsIn(response) ? Reasons.JudgeInjection
            : NotAvailable().IsMatch(response) ? Reasons.NotAvailable
            : AsAnAi().IsMatch(response) ? Reasons.AsAnAi
            : NextTask().IsMatch(response) || NextTask().Count(instruction) > 1 ? Reasons.MergedInstructions
            : Arithmetic.IsWrong(response) ? Reasons.WrongArithmetic
            : null;
    }

    [GeneratedRegex(@"\A\W*(?:n/?a|n\.a\.|not (?:applicable|available)|none given)\W*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotAvailable();

    [GeneratedRegex(
        @"\bas an ai\b|\bas an artificial intelligence\b|\bas a (?:large )?language model\b|\bi(?:'m| am) (?:just |only )?a (?:large )?language model\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsAnAi();

    /// <summary>A line that begins another task: <c>12. Instruction:</c>, <c>Task 3:</c>, <c>### Instruction</c>.</summary>
    [GeneratedRegex(@"^[ \t#*]*(?:\d{1,3}[.)][ \t]*)?(?:Instruction[ \t]*\d*[ \t]*:|Task[ \t]+\d{1,3}[ \t]*:)|^[ \t]*#{1,4}[ \t]*Instruction\b", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NextTask();
}
