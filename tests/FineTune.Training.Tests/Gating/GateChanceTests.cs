using FineTune.Core.Lineages.Training;
using FineTune.Training.Evaluation;
using FineTune.Training.Gating;
using FineTune.Training.Runs;

namespace FineTune.Training.Tests.Gating;

public sealed class GateChanceTests
{
    [Theory]
    [InlineData(HeldOutKind.Validation, -0.3, 0.4)]
    [InlineData(HeldOutKind.Validation, -2.0, null)]
    [InlineData(HeldOutKind.Retention, -1.5, 0.1)]
    [InlineData(HeldOutKind.Retention, -3.0, null)]
    public void Decide_FallWithinChance_IsNoLoss(HeldOutKind kind, double difference, double? high) =>
        Assert.Equal((true, Verdicts.Tie), Decide(kind, difference, high));

    [Theory]
    [InlineData(HeldOutKind.Validation, -0.3, -0.01)]
    [InlineData(HeldOutKind.Retention, -1.5, -0.2)]
    public void Decide_FallBeyondChanceAndMargin_Loses(HeldOutKind kind, double difference, double? high) =>
        Assert.Equal((false, Verdicts.Lose), Decide(kind, difference, high));

    [Theory]
    [InlineData(HeldOutKind.Validation, -0.2, -0.1)]
    [InlineData(HeldOutKind.Retention, -0.9, -0.5)]
    public void Decide_FallWithinTheMargin_IsNoLoss(HeldOutKind kind, double difference, double? high) =>
        Assert.Equal((true, Verdicts.Tie), Decide(kind, difference, high));

    private static (bool Passed, string Verdict) Decide(HeldOutKind kind, double difference, double? high)
    {
        var low = (2 * difference) - high;
        var set = new SetComparison(kind, "d", 3, 3, 0, 7 + difference, 7, null, null, difference, low, high, 1, 2, 0);
        var decision = Gate.Decide(new EvaluationReport("r", "candidate", "parent", [set], 0), new GateSettings());
        return (decision.Passed, decision.Verdict);
    }
}
