using System.Text.RegularExpressions;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Filters;

/// <summary>Tells answers that are none.</summary>
public static partial class AnswerFilters
{
    /// <summary>A shorter answer that is sorry is a refusal.</summary>
    public const int RefusalBelowWords = 80;

    /// <summary>Why the answer, and with it the task, is dropped; null when it is kept.</summary>
    public static string? Check(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return string.IsNullOrWhiteSpace(answer) ? Reasons.EmptyOutput
            : Sorry().IsMatch(answer) && WordCount.Of(answer) < RefusalBelowWords ? Reasons.Refusal
            : StopWords.IsNothingElse(answer) ? Reasons.StopWordsOnly
            : Leak().IsMatch(answer) ? Reasons.PromptLeak
            : null;
    }

    /// <summary>How often a text repeats words of the prompt that asked for it.</summary>
    internal static int Leaks(string text) => Leak().Count(text);

    /// <summary>Words of the prompt, and titles between signs.</summary>
    [GeneratedRegex(@"\b(?:given|rewritten|created|new) (?:prompt|instruction)\b\s*[:#]|\b(?:given prompt|rewritten prompt|created prompt)\b|#[ \t]?[A-Za-z][A-Za-z ]{2,40}#", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Leak();

    [GeneratedRegex(@"\b(?:sorry|apologi[sz]e|i can(?:no|')t (?:help|assist|answer))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sorry();
}
