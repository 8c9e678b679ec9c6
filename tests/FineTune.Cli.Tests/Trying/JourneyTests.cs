using FineTune.Cli.Trying;
using FineTune.Datasets.Reports;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Training.Runs;

namespace FineTune.Cli.Tests.Trying;

public sealed class JourneyTests
{
    private static readonly ModelsOverview None = Some.Models();

    [Fact]
    public void Read_VersionHoldsTheIncrement_IsThere() =>
        Assert.Equal(1, Journey.Read("a", Some.Models(Some.Version(2, 1, "a", "b"), Some.Version(1, null, "a")), null, null).Version!.Number);

    [Fact]
    public void Read_UnknownDrop_Waits() => Assert.Equal("waiting to be processed", Journey.Read("a", None, null, null).Progress!.ToString());

    [Fact]
    public void Read_RunningDrop_ShowsItsCounts()
    {
        var journey = Journey.Read("a", None, Some.Detail(null, status: new StageStatus("judge", 5, 60)), null);
        Assert.Equal("judge 5 of 60", journey.Progress!.ToString());
    }

    [Theory]
    [InlineData(DatasetOutcome.Refused)]
    [InlineData(DatasetOutcome.Failed)]
    public void Read_BadDrop_TellsTheReason(DatasetOutcome outcome) =>
        Assert.Contains("only 3 valid", Journey.Read("a", None, Some.Detail(outcome, "only 3 valid"), null).Failure, StringComparison.Ordinal);

    [Theory]
    [InlineData(RunState.Refused)]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Cancelled)]
    [InlineData(RunState.Held)]
    public void Read_BadRun_TellsTheReason(RunState state)
    {
        var outcome = new RunOutcome("support", "r", state, "the gate said no", null, null, null, null, 0, null, Some.Noon, Some.Noon);
        var run = Some.RunDetail("r", outcome, null);
        Assert.Contains("the gate said no", Journey.Read("a", None, Some.Detail(DatasetOutcome.Accepted), run).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BadDropThatIsWorkedOnAgain_IsOnItsWay()
    {
        var dataset = Some.Detail(DatasetOutcome.Failed, "the store was away", new StageStatus("validate"));
        Assert.Equal("validate", Journey.Read("a", None, dataset, null).Progress!.Stage);
    }

    [Fact]
    public void Read_AcceptedWithoutRun_WaitsForOne() =>
        Assert.Equal("waiting for a run", Journey.Read("a", None, Some.Detail(DatasetOutcome.Accepted), null).Progress!.Stage);

    [Fact]
    public void Read_ApprovalAsked_SaysHowToGiveIt()
    {
        var run = Some.RunDetail("r1", null, new StageStatus("approval", RunId: "r1"));
        Assert.Contains("finetune approve r1", Journey.Read("a", None, Some.Detail(DatasetOutcome.Accepted), run).Progress!.Stage, StringComparison.Ordinal);
    }
}
