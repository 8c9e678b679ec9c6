using System.Globalization;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Registry;
using FineTune.Training.Evaluation;
using FineTune.Training.Runs;

namespace FineTune.Training.Gating;

/// <summary>
/// Decides whether a candidate is good enough. A candidate loses when its mean score falls by more than the margin allows and the fall is
/// beyond chance (95%): over a handful of examples a single verdict moves the mean by more than any margin. Without scores nothing passes.
/// </summary>
public static class Gate
{
    public static GateDecision Decide(EvaluationReport report, GateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(settings);
        var rows = report.Sets.Sum(set => set.Rows);
        var unscored = report.Sets.Sum(set => set.Unscored);
        if (report.Sets.All(set => set.Scored == 0))
        {
            return Undecided(rows == 0
                ? "There is no held-out example for a comparison. Drop more examples, or raise 'split.validation'."
                : Text($"None of {rows} held-out examples could be scored. Check the reasons in the evaluation, then start the run again."));
        }

        if (unscored > settings.MaxUnscored * rows)
        {
            return Undecided(Text($"{unscored} of {rows} comparisons have no score; at most {settings.MaxUnscored:P0} may be missing."));
        }

        var fresh = Pooled.Of(report.Sets.Where(set => set.Kind == HeldOutKind.Validation));
        return Retention(report, settings) ?? Validation(fresh, settings) ?? Decided(fresh);
    }

    /// <summary>The headline of a version: the new data's sets together; all sets where no new data is held out.</summary>
    public static VersionEvaluation Headline(EvaluationReport report, GateDecision decision)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(decision);
        var sets = report.Sets.Where(set => set.Kind == HeldOutKind.Validation).ToList();
        sets = sets.Count > 0 ? sets : [.. report.Sets];
        var pooled = Pooled.Of(sets);
        return new VersionEvaluation(
            pooled?.Candidate, pooled?.Parent, sets.Sum(set => set.Wins), sets.Sum(set => set.Losses), sets.Sum(set => set.Ties),
            sets.Sum(set => set.Unscored), decision.Verdict);
    }

    private static GateDecision? Retention(EvaluationReport report, GateSettings settings)
    {
        var forgotten = report.Sets.Where(set => set.Kind == HeldOutKind.Retention && IsWorse(set.Difference, set.High, settings.RetentionMargin))
            .OrderBy(set => set.Difference).FirstOrDefault();
        return forgotten is null ? null : new GateDecision(false, Verdicts.Lose, Text(
            $"On the retention set of {forgotten.DatasetId} the candidate scores {forgotten.CandidateScore:0.00} against {forgotten.ParentScore:0.00}; it may lose at most {settings.RetentionMargin:0.##}."));
    }

    private static GateDecision? Validation(Pooled? fresh, GateSettings settings) =>
        fresh is not null && IsWorse(fresh.Difference, fresh.High, settings.ValidationMargin)
            ? new GateDecision(false, Verdicts.Lose, Text(
                $"On new data the candidate scores {fresh.Candidate:0.00} against {fresh.Parent:0.00}; it may lose at most {settings.ValidationMargin:0.##}."))
            : null;

    private static bool IsWorse(double? difference, double? high, double margin) => difference < -margin && high < 0;

    private static GateDecision Decided(Pooled? fresh)
    {
        if (fresh is null)
        {
            return new GateDecision(true, Verdicts.Tie, "No new data could be compared; no forgetting was found on earlier data.");
        }

        var scores = Text($"On new data the candidate scores {fresh.Candidate:0.00} against {fresh.Parent:0.00} on {fresh.Scored} examples");
        return fresh.Low > 0
            ? new GateDecision(true, Verdicts.Win, scores + ", a significant improvement.")
            : new GateDecision(true, Verdicts.Tie, scores + ", no significant difference.");
    }

    private static GateDecision Undecided(string reason) => new(false, Verdicts.Undecided, reason);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
