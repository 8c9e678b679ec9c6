using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Tests.Support;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Planning a run; with crashes between any two writes.</summary>
public sealed class PlanRunTests
{
    private const string A = "aaaaaaaaaaaaaaaa";
    private const string B = "bbbbbbbbbbbbbbbb";
    private readonly World _world = new();

    [Fact]
    public async Task Plan_NothingStaged_IsNothingToDo() => Assert.Equal(new PlanResult(null, null), await _world.PlanAsync());

    [Fact]
    public async Task Plan_SameWork_IsTheSameRun()
    {
        var other = new World();
        await _world.StageAsync(A, 20);
        await _world.StageAsync(B, 30);
        await other.StageAsync(B, 30);
        await other.StageAsync(A, 20);
        other.Time.Advance(TimeSpan.FromHours(3));

        var plan = (await _world.PlanAsync()).Plan!;
        var again = (await _world.PlanAsync()).Plan!;
        var elsewhere = (await other.PlanAsync()).Plan!;

        Assert.Equal(plan.RunId, again.RunId);
        Assert.Equal(plan.StartedAt, again.StartedAt);
        Assert.Equal(plan.RunId, elsewhere.RunId);
        Assert.Equal([A, B], plan.Increments);
        Assert.Equal((50, 24, TrainingStrategy.Retrain), (plan.Rows.Train, plan.Rows.Validation, plan.Strategy));
        Assert.Equal(plan.Rows.Train, _world.Store.Text(BlobPaths.RunTrain(Samples.Lineage, plan.RunId))!.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Plan_KilledAtAnyWrite_EndsInOneRunWithBothIncrements(int write)
    {
        await _world.StageAsync(A, 20);
        await _world.StageAsync(B, 30);

        _world.DieAtWrite(write);
        await Record.ExceptionAsync(_world.PlanAsync);
        _world.Revive();
        var plan = (await _world.PlanAsync()).Plan!;
        await FinishAsync(plan, new RunEnd(RunState.Refused, "no"));

        Assert.Equal([A, B], plan.Increments);
        Assert.Single(_world.Store.Names, name => name.EndsWith("plan.json", StringComparison.Ordinal));
        Assert.Empty(await StagedAsync());
    }

    [Fact]
    public async Task Plan_WithAChampion_ContinuesFromItWithReplay()
    {
        await _world.StageAsync(A, 40, validation: 4, retention: 6, staged: false);
        await RegisterAsync("run-1", [A]);
        await _world.StageAsync(B, 30);

        var plan = (await _world.PlanAsync()).Plan!;

        Assert.Equal((TrainingStrategy.Continue, 1, "ft:run-1", "ft:run-1"), (plan.Strategy, plan.ParentVersion, plan.BaseModel, plan.ParentModel));
        Assert.Equal((33, 3, 12), (plan.Rows.Train, plan.Rows.Replayed, plan.Rows.Validation));
        Assert.Equal([new HeldOutSet(HeldOutKind.Validation, B, 12), new HeldOutSet(HeldOutKind.Retention, A, 6)], plan.HeldOut);
        var rows = _world.Store.Text(BlobPaths.RunTrain(Samples.Lineage, plan.RunId))!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var earlier = _world.Store.Text(BlobPaths.Train(Samples.Lineage, A))!.Split('\n');
        Assert.Equal(3, rows.Count(row => earlier.Contains(row)));
    }

    [Fact]
    public async Task Plan_RetrainWithAChampion_TakesAllData()
    {
        await _world.StageAsync(A, 40, staged: false);
        await RegisterAsync("run-1", [A]);
        await _world.StageAsync(B, 30);
        _world.Store.With(BlobPaths.Settings(Samples.Lineage), """{"strategy":"retrain"}""");

        var plan = (await _world.PlanAsync()).Plan!;

        Assert.Equal((TrainingStrategy.Retrain, "base-1", 70, 0), (plan.Strategy, plan.BaseModel, plan.Rows.Train, plan.Rows.Replayed));
    }

    [Fact]
    public async Task Plan_BadSettings_IsBlockedWithTheReasonAndTakesNothing()
    {
        await _world.StageAsync(A, 20);
        _world.Store.With(BlobPaths.Settings(Samples.Lineage), """{"strategie":"retrain"}""");

        var result = await _world.PlanAsync();

        Assert.Null(result.Plan);
        Assert.Contains("lineages/support.json", result.Blocked, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await StagedAsync()).TakenBy);
    }

    [Fact]
    public async Task Plan_RunEndedButLetNothingGo_DoesNotRunAgain()
    {
        await _world.StageAsync(A, 20);
        var plan = (await _world.PlanAsync()).Plan!;
        var taken = _world.Store.Text(BlobPaths.Staged(Samples.Lineage, A))!;
        await FinishAsync(plan, new RunEnd(RunState.Cancelled, "stop"));
        _world.Store.With(BlobPaths.Staged(Samples.Lineage, A), taken);

        Assert.Equal(new PlanResult(null, null), await _world.PlanAsync());
        Assert.Empty(await StagedAsync());
    }

    [Fact]
    public async Task Plan_SameWorkAfterItEnded_IsANewRun()
    {
        await _world.StageAsync(A, 20);
        var first = (await _world.PlanAsync()).Plan!;
        await FinishAsync(first, new RunEnd(RunState.Refused, "no"));
        await _world.StageAsync(A, 20);

        var second = (await _world.PlanAsync()).Plan!;

        Assert.NotEqual(first.RunId, second.RunId);
    }

    private Task FinishAsync(RunPlan plan, RunEnd end) => _world.Finish.RunAsync(new FinishInput(plan, end), default);

    private async Task<List<StagedIncrement>> StagedAsync()
    {
        var staged = new List<StagedIncrement>();
        await foreach (var item in _world.Store.ListAsync(BlobPaths.Increments, BlobPaths.StagedPrefix(Samples.Lineage)))
        {
            staged.Add((await _world.Store.ReadJsonAsync<StagedIncrement>(item.Blob))!);
        }

        return staged;
    }

    private async Task RegisterAsync(string run, IReadOnlyList<string> increments)
    {
        var version = await _world.Registry.RegisterAsync(new ModelVersion(
            Samples.Lineage, 0, run, "main", $"ft:{run}", null, "base-1", null, TrainingStrategy.Retrain, increments,
            new VersionExamples(40, 0, 0, 4, 0), new ResolvedHyperparameters(3, 1, 1), 42, "ftjob-0", 6_000, 0.06m, null, _world.Time.GetUtcNow()));
        await _world.Registry.MoveAliasAsync(Samples.Lineage, Aliases.Champion, version.Number, "first", run);
    }
}
