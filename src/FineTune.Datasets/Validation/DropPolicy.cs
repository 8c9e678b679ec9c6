using System.Globalization;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Validation;

/// <summary>Whether a drop is enough to continue with.</summary>
public static class DropPolicy
{
    /// <summary>Providers train on no fewer.</summary>
    public const int MinimumExamples = 10;

    /// <summary>Why the drop is refused, in a sentence with the numbers and what to do; null when it is not.</summary>
    public static string? Refuse(ValidationTotals totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        if (totals.Lines == 0)
        {
            return totals.Blank == 0
                ? $"The file is empty. Drop a file with at least {MinimumExamples} examples (JSON Lines: one per line)."
                : Text($"The file contains only blank lines ({totals.Blank}). Drop a file with at least {MinimumExamples} examples (JSON Lines: one per line).");
        }

        if (totals.Valid >= MinimumExamples)
        {
            return null;
        }

        var rules = totals.Rules.Where(rule => rule.Severity == Severity.Error)
            .OrderByDescending(rule => rule.Count).ThenBy(rule => rule.Rule, StringComparer.Ordinal)
            .Take(3).Select(rule => Text($"{rule.Rule} ({RuleBook.Find(rule.Rule)?.Title}): {rule.Count}")).ToList();
        var why = rules.Count == 0 ? "Add examples" : $"Most frequent: {string.Join("; ", rules)}. Correct the lines that the report names, or add examples";
        var valid = totals.Expanded == 0 ? $"{totals.Valid} of {totals.Lines} lines are valid" : $"{totals.Valid} examples of {totals.Lines} lines are valid";
        return Text($"{valid}; at least {MinimumExamples} valid examples are needed. {why}, and drop the file again.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
