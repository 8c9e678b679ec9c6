using FineTune.Core.Billing;
using FineTune.Core.Lineages.Training;
using FineTune.Training.Evaluation;
using FineTune.Training.Gating;
using FineTune.Training.Runs;
using FsCheck.Xunit;

namespace FineTune.Training.Tests.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public void Compare_FivePairs_StudentsInterval()
    {
        // Differences 1, 2, 0, 1, 1: mean 1, standard deviation 0.70711, t(4) 2.7764.
        var set = Compare((6, 5), (8, 6), (7, 7), (6, 5), (9, 8));
        Assert.Equal((5, 5, 0), (set.Rows, set.Scored, set.Unscored));
        Assert.Equal((4, 0, 1), (set.Wins, set.Losses, set.Ties));
        Assert.Equal(1, set.Difference!.Value, 1e-9);
        Assert.Equal(1 - 0.87798, set.Low!.Value, 1e-4);
        Assert.Equal(1 + 0.87798, set.High!.Value, 1e-4);
        Assert.Equal((7.2, 6.2), (Math.Round(set.CandidateScore!.Value, 6), Math.Round(set.ParentScore!.Value, 6)));
    }

    [Fact]
    public void Compare_UnscoredAnswers_CountedAndNeverANumber()
    {
        var set = Compare((9, null), (null, 9), (null, null), (7, 6));
        Assert.Equal((4, 1, 3), (set.Rows, set.Scored, set.Unscored));
        Assert.Equal((7.0, 6.0, 1.0), (set.CandidateScore, set.ParentScore, set.Difference));
        Assert.Null(set.Low);
    }

    [Fact]
    public void Compare_NothingScored_NoNumbers()
    {
        var set = Compare((null, null));
        Assert.Equal((1, 0, 1, null, null, null), (set.Rows, set.Scored, set.Unscored, set.CandidateScore, set.Difference, set.Low));
        Assert.Equal(0, Compare().Rows);
    }

    [Theory]
    [InlineData(7.1, 7.0, 0, 0, 1)]
    [InlineData(6.9, 7.0, 0, 0, 1)]
    [InlineData(7.2, 7.0, 1, 0, 0)]
    [InlineData(6.8, 7.0, 0, 1, 0)]
    public void Compare_SmallDifferences_AreTies(double candidate, double parent, int wins, int losses, int ties)
    {
        var set = Compare((candidate, parent));
        Assert.Equal((wins, losses, ties), (set.Wins, set.Losses, set.Ties));
    }

    [Fact]
    public void Compare_RowTwice_CountsOnce()
    {
        var row = Row("a", 5, 5);
        Assert.Equal(1, SetComparisons.Compare(HeldOutKind.Validation, "d", [row, row]).Rows);
    }

    [Property]
    public bool Compare_AnyScores_AddUpAndTheMeanLiesInside((byte, byte)[] scores)
    {
        var set = Compare([.. scores.Select(s => ((double?)(s.Item1 % 10) + 1, s.Item2 % 11 == 0 ? null : (double?)(s.Item2 % 10) + 1))]);
        return set.Wins + set.Losses + set.Ties == set.Scored && set.Scored + set.Unscored == set.Rows
            && (set.Scored < 2 || (set.Low <= set.Difference && set.Difference <= set.High));
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(20, 2.0860)]
    [InlineData(21, 2.0796)]
    [InlineData(30, 2.0423)]
    [InlineData(100, 1.9840)]
    [InlineData(400, 1.9659)]
    public void Factor95_Degrees_TableValues(int degrees, double factor)
    {
        // Differences of +1 and -1 in turn have a known deviation, so that the interval shows the factor.
        var differences = Enumerable.Range(0, degrees + 1).Select(i => i % 2 == 0 ? 1.0 : -1.0).ToList();
        var set = Compare([.. differences.Select(difference => ((double?)(5 + difference), (double?)5))]);
        var mean = differences.Average();
        var deviation = Math.Sqrt(differences.Sum(difference => (difference - mean) * (difference - mean)) / degrees);
        Assert.Equal(factor, (set.High!.Value - mean) * Math.Sqrt(degrees + 1) / deviation, 1e-4);
    }

    [Theory]
    [InlineData(0.0, -0.1, true, "tie")]
    [InlineData(1.0, 0.2, true, "win")]
    [InlineData(-0.25, -0.5, true, "tie")]
    [InlineData(-0.26, -0.5, false, "lose")]
    public void Decide_Validation_ByMarginAndInterval(double difference, double low, bool passed, string verdict)
    {
        var decision = Gate.Decide(Report(Set(HeldOutKind.Validation, 20, 0, difference, low)), new GateSettings());
        Assert.Equal((passed, verdict), (decision.Passed, decision.Verdict));
        Assert.Contains("against 7.00", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_ForgottenRetentionSet_LosesAndNamesIt()
    {
        var decision = Gate.Decide(Report(Set(HeldOutKind.Validation, 20, 0, 2, 1), Set(HeldOutKind.Retention, 20, 0, -1.1, -2, "old")), new GateSettings());
        Assert.Equal((false, "lose"), (decision.Passed, decision.Verdict));
        Assert.Contains("retention set of old", decision.Reason, StringComparison.Ordinal);
        Assert.True(Gate.Decide(Report(Set(HeldOutKind.Validation, 20, 0, 2, 1), Set(HeldOutKind.Retention, 20, 0, -1, -2)), new GateSettings()).Passed);
    }

    [Theory]
    [InlineData(8, 2, true)]
    [InlineData(7, 3, false)]
    public void Decide_Unscored_UndecidedAboveTheShare(int scored, int unscored, bool passed)
    {
        var decision = Gate.Decide(Report(Set(HeldOutKind.Validation, scored, unscored, 1, 0.5)), new GateSettings());
        Assert.Equal((passed, passed ? "win" : "undecided"), (decision.Passed, decision.Verdict));
    }

    [Fact]
    public void Decide_NothingHeldOutOrNothingScored_Undecided()
    {
        Assert.All(
            [Report(), Report(Set(HeldOutKind.Validation, 0, 0, null, null)), Report(Set(HeldOutKind.Validation, 0, 5, null, null))],
            report => Assert.Equal((false, "undecided"), (Gate.Decide(report, new GateSettings { MaxUnscored = 1 }).Passed, Gate.Decide(report, new GateSettings { MaxUnscored = 1 }).Verdict)));
    }

    [Fact]
    public void Decide_OnlyRetention_PassesAsATie() =>
        Assert.Equal((true, "tie"), (Gate.Decide(Report(Set(HeldOutKind.Retention, 5, 0, 0, -1)), new GateSettings()).Passed, Gate.Decide(Report(Set(HeldOutKind.Retention, 5, 0, 0, -1)), new GateSettings()).Verdict));

    [Fact]
    public void Headline_SeveralSets_WeighsByRows()
    {
        var report = Report(Set(HeldOutKind.Validation, 10, 1, 1, 0.5), Set(HeldOutKind.Validation, 30, 0, -1, -2), Set(HeldOutKind.Retention, 100, 0, 3, 2));
        var headline = Gate.Headline(report, new GateDecision(false, Verdicts.Lose, ""));
        Assert.Equal((6.5, 7.0, 1, "lose"), (headline.Candidate, headline.Parent, headline.Unscored, headline.Verdict));
        Assert.Null(Gate.Headline(Report(), new GateDecision(false, Verdicts.Undecided, "")).Candidate);
    }

    [Fact]
    public void Sample_Rows_AscendingAndRepeatable()
    {
        Assert.Equal([0, 1, 2], EvaluationSampler.Sample(3, 50, "s"));
        Assert.Empty(EvaluationSampler.Sample(0, 50, "s"));
        Assert.Empty(EvaluationSampler.Sample(10, 0, "s"));
        var sample = EvaluationSampler.Sample(1000, 50, "s");
        Assert.Equal(50, sample.Distinct().Count());
        Assert.Equal(sample.Order(), sample);
        Assert.Equal(sample, EvaluationSampler.Sample(1000, 50, "s"));
        Assert.NotEqual(sample, EvaluationSampler.Sample(1000, 50, "t"));
    }

    private static SetComparison Compare(params (double? Candidate, double? Parent)[] scores) =>
        SetComparisons.Compare(HeldOutKind.Validation, "d", [.. scores.Select((score, i) => Row($"r{i}", score.Candidate, score.Parent))]);

    private static EvaluatedRow Row(string id, double? candidate, double? parent) =>
        new(id, HeldOutKind.Validation, "d", Answer(candidate), Answer(parent), CallUsage.Zero);

    private static EvaluatedAnswer Answer(double? score) => new("a", score, 0.5, score is null ? "refused" : null, []);

    private static SetComparison Set(HeldOutKind kind, int scored, int unscored, double? difference, double? low, string id = "d") =>
        new(kind, id, scored + unscored, scored, unscored, 7 + difference, difference is null ? null : 7, null, null, difference, low, 2 * difference - low, 0, 0, scored);

    private static EvaluationReport Report(params SetComparison[] sets) => new("r", "candidate", "parent", sets, 0);
}
