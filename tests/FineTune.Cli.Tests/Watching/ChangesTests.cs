using FineTune.Cli.Watching;
using FineTune.Functions.Api.Models;
using FineTune.Training.Runs;

namespace FineTune.Cli.Tests.Watching;

public sealed class ChangesTests
{
    [Fact]
    public void Between_NothingNew_IsSilent()
    {
        var now = With([Some.Dataset("d", "running", "judge")], [Some.Run("r", RunState.Running, "train")]);
        Assert.Empty(Changes.Between(now, now));
    }

    [Fact]
    public void Between_NewStages_HaveALineEach()
    {
        var before = With([Some.Dataset("d", "running", "validate")], []);
        var now = With([Some.Dataset("d", "running", "judge")], [Some.Run("r", RunState.Running, "train")]);
        Assert.Equal(["support: dataset x (d) judge", "support: run r train"], Changes.Between(before, now));
    }

    [Fact]
    public void Between_Ends_TellNumbersAndReasons()
    {
        var now = With(
            [Some.Dataset("d", "accepted"), Some.Dataset("e", "refused", reason: "only 3 valid examples")],
            [Some.Run("s", RunState.Refused, "gate"), Some.Run("r", RunState.Registered, "done", 2)], reason: "worse than its parent");
        Assert.Equal(
            [
                "support: dataset x (d) accepted: 50 rows (16 generated), 8 rejected",
                "support: dataset x (e) refused: only 3 valid examples",
                "support: run r registered version 2 (parent 1), cost $0.50",
                "support: run s refused: worse than its parent",
            ],
            Changes.Between(Snapshot.Empty, now));
    }

    [Fact]
    public void IsIdle_WorkLeft_IsFalse()
    {
        Assert.True(With([Some.Dataset("d", "accepted")], [Some.Run("r", RunState.Registered, "done")]).IsIdle);
        Assert.False(With([Some.Dataset("d", "running")], []).IsIdle);
        Assert.False(With([], [Some.Run("r", RunState.AwaitingApproval, "approval")]).IsIdle);
        Assert.False(new Snapshot([new LineageOverview("support", null, 0, 1, false, null)], [], []).IsIdle);
    }

    private static Snapshot With(DatasetOverview[] datasets, RunSummary[] runs, string? reason = null) => new(
        [], [.. datasets.Select(view => new DatasetState("support", view))],
        [.. runs.Select(run => new RunStateView("support", run, run.State == RunState.Refused ? reason : null))]);
}
