using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Core.Judging;

namespace FineTune.Synthesis.Judging;

/// <summary>Makes one decision of the judges' verdicts.</summary>
public static class Panel
{
    /// <summary>
    /// The mean of the scored verdicts against the threshold (reaching it is enough). Unscored when no judge, or fewer than half of them, gave a score.
    /// </summary>
    public static JudgedRow Decide(string id, ExampleOrigin origin, IReadOnlyList<Verdict> verdicts, double threshold)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        var scores = verdicts.Where(verdict => verdict.Score is not null).Select(verdict => verdict.Score!.Value).ToList();
        if (scores.Count == 0 || 2 * scores.Count < verdicts.Count)
        {
            var reasons = string.Join(", ", verdicts.Where(v => v.Unscored is not null).Select(v => $"{v.Judge}: {v.Unscored}"));
            var reason = verdicts.Count == 0 ? "No judge was asked." : Text($"Only {scores.Count} of {verdicts.Count} judges gave a score ({reasons}).");
            return new JudgedRow(id, origin, PanelOutcome.Unscored, null, reason, verdicts);
        }

        var mean = scores.Average();
        return mean >= threshold
            ? new JudgedRow(id, origin, PanelOutcome.Kept, mean, null, verdicts)
            : new JudgedRow(id, origin, PanelOutcome.BelowThreshold, mean, Text($"The panel's mean is {mean:0.##}, below {threshold:0.##}."), verdicts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
