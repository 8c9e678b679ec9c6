using FineTune.Core.Datasets;
using FineTune.Core.Lineages;
using FineTune.Core.Money;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Core.Training;
using FineTune.Functions.Activities.Evaluation;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Activities.Registering;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Planning, checking, registering and ending a run; with crashes between any two writes.</summary>
public sealed class RunActivitiesTests
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

    [Fact]
    public async Task Check_Repeated_ReservesOnce()
    {
        Assert.Null(await _world.Check.RunAsync(Samples.Plan, default));
        Assert.Null(await _world.Check.RunAsync(Samples.Plan, default));

        Assert.Equal(0.5m, (await AccountAsync()).ReservedUsd);
    }

    [Fact]
    public async Task Check_BudgetTooSmall_IsRefusedWithTheNumbers()
    {
        var plan = Samples.Plan with { Settings = Samples.Plan.Settings with { Budget = new BudgetSettings { PerRunUsd = 0.1m } } };

        var refusal = await _world.Check.RunAsync(plan, default);

        Assert.Contains("0.50 USD more would pass the cap", refusal, StringComparison.Ordinal);
        Assert.Empty((await AccountAsync()).Entries);
    }

    [Fact]
    public async Task Check_ModelUnknownAtTheProvider_IsRefused()
    {
        _world.Endpoints.FineTuning.Model = null;

        Assert.Contains("does not know the model 'base-1'", await _world.Check.RunAsync(Samples.Plan, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_PricesTooOld_RefusedWithoutAReservation()
    {
        _world.Endpoints.Age = new PriceAge(null, "too old");

        Assert.Equal("too old", await _world.Check.RunAsync(Samples.Plan, default));
        Assert.Empty((await _world.Account.GetAsync(Samples.Lineage, Samples.Month)).Entries);
    }

    [Fact]
    public async Task Check_JobWasCreatedBefore_GoesOnAlthoughTheBaseIsNoLongerTrained()
    {
        await _world.Check.RunAsync(Samples.Plan, default);
        await _world.Create.RunAsync(new CreateJobInput(Samples.Plan, new UploadedFiles("file-1", null, true, null, TimeSpan.Zero, TimeSpan.Zero)), default);
        _world.Endpoints.FineTuning.Model = null;

        Assert.Null(await _world.Check.RunAsync(Samples.Plan, default));
    }

    [Theory]
    [InlineData(RunState.Registered, "ftjob-1", "ft:1", 12_000L, 0.12)]
    [InlineData(RunState.Cancelled, "ftjob-1", null, null, 0.5)]
    [InlineData(RunState.Cancelled, "ftjob-1", null, 1_000L, 0.01)]
    [InlineData(RunState.Failed, "ftjob-1", null, null, 0.0)]
    [InlineData(RunState.Failed, "ftjob-1", "ft:1", 12_000L, 0.12)]
    [InlineData(RunState.Refused, null, null, null, 0.0)]
    public async Task Finish_AnyEnd_BooksWhatTheJobCost(RunState state, string? job, string? model, long? tokens, double spent)
    {
        await _world.Check.RunAsync(Samples.Plan, default);

        await FinishAsync(Samples.Plan, new RunEnd(state, "so", job, model, TrainedTokens: tokens));

        var month = await AccountAsync();
        Assert.Equal(((decimal)spent, 0m), (month.SpentUsd, month.ReservedUsd));
        var outcome = (await _world.Store.ReadJsonAsync<RunOutcome>(BlobPaths.RunOutcome(Samples.Lineage, Samples.RunId)))!;
        Assert.Equal((state, (decimal)spent), (outcome.State, outcome.CostUsd));
    }

    [Fact]
    public async Task Finish_Repeated_KeepsTheFirstOutcome()
    {
        await FinishAsync(Samples.Plan, new RunEnd(RunState.Refused, "first"));
        var first = _world.Store.Text(BlobPaths.RunOutcome(Samples.Lineage, Samples.RunId));
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        await FinishAsync(Samples.Plan, new RunEnd(RunState.Refused, "second"));

        Assert.Equal(first, _world.Store.Text(BlobPaths.RunOutcome(Samples.Lineage, Samples.RunId)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Finish_KilledAtAnyWrite_EndsWhole(int write)
    {
        await _world.StageAsync(A, 20);
        var plan = (await _world.PlanAsync()).Plan!;
        await _world.Check.RunAsync(plan, default);
        var end = new RunEnd(RunState.Cancelled, "stop", "ftjob-1", TrainedTokens: 1_000);

        _world.DieAtWrite(write);
        await Record.ExceptionAsync(() => FinishAsync(plan, end));
        _world.Revive();
        await FinishAsync(plan, end);

        var month = await AccountAsync();
        Assert.Equal((0.01m, 0m), (month.SpentUsd, month.ReservedUsd));
        Assert.Empty(await StagedAsync());
        var page = await _world.Store.ListPageAsync(BlobPaths.RunsIndex, Samples.Lineage + "/");
        Assert.Equal(RunState.Cancelled, RunSummaryMetadata.FromMetadata(Assert.Single(page.Items).Properties.Metadata)!.State);
    }

    [Fact]
    public async Task Finish_FilesCannotBeDeleted_StillDeletesTheDeploymentAndEnds()
    {
        _world.Endpoints.NeedsDeployment = true;
        _world.Endpoints.Deployments["dep"] = new ModelDeployment("dep", "ft:1", JobState.Succeeded, "Succeeded");
        _world.Endpoints.FineTuning.OnDelete = new ProviderException(ProviderErrorKind.Transient, "503");
        await _world.Store.WriteJsonAsync(RunFile.Of(Samples.Plan, "train"), new RunFile("file-1"));

        await FinishAsync(Samples.Plan, new RunEnd(RunState.Refused, "gate", "ftjob-1", "ft:1", "dep", 100));

        Assert.Empty(_world.Endpoints.Deployments);
        Assert.NotNull(_world.Store.Text(BlobPaths.RunOutcome(Samples.Lineage, Samples.RunId)));
    }

    [Theory]
    [InlineData(RunState.Registered)]
    [InlineData(RunState.Held)]
    public async Task Finish_CandidateIsKept_KeepsItsDeployment(RunState state)
    {
        _world.Endpoints.NeedsDeployment = true;
        _world.Endpoints.Deployments["dep"] = new ModelDeployment("dep", "ft:1", JobState.Succeeded, "Succeeded");

        await FinishAsync(Samples.Plan, new RunEnd(state, null, "ftjob-1", "ft:1", "dep", 100));

        Assert.Single(_world.Endpoints.Deployments);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(99)]
    public async Task Register_KilledAtAnyWriteAndRepeated_IsOneVersionAndOneMove(int write)
    {
        await _world.Check.RunAsync(Samples.Plan, default);
        var input = new RegisterInput(Samples.Plan, new RunEnd(RunState.Running, null, "ftjob-1", "ft:1", TrainedTokens: 12_000), _world.Now);

        _world.DieAtWrite(write);
        await Record.ExceptionAsync(() => _world.Register.RunAsync(input, default));
        _world.Revive();

        Assert.Equal(1, await _world.Register.RunAsync(input, default));
        var version = Assert.Single(await _world.Registry.ListAsync(Samples.Lineage));
        Assert.Equal((0.12m, 12_000L, "ft:1"), (version.CostUsd, version.TrainedTokens, version.Model));
        Assert.Single(await _world.Registry.GetHistoryAsync(Samples.Lineage));
    }

    [Fact]
    public async Task Upload_ReplyLost_FindsTheFileByName()
    {
        _world.Store.With(BlobPaths.RunTrain(Samples.Lineage, Samples.RunId), Samples.Drop(3)).With(BlobPaths.RunValidation(Samples.Lineage, Samples.RunId), Samples.Drop(12));
        var upload = new UploadFiles(_world.Store, _world.Endpoints);
        _world.Endpoints.FineTuning.OnUpload = new ProviderException(ProviderErrorKind.Ambiguous, "reply lost");
        await Assert.ThrowsAsync<ProviderException>(() => upload.RunAsync(Samples.Plan, default));
        _world.Endpoints.FineTuning.OnUpload = null;

        var files = await upload.RunAsync(Samples.Plan, default);
        await upload.RunAsync(Samples.Plan, default);

        Assert.Equal(("file-1", "file-2", true), (files.TrainId, files.ValidationId, files.Ready));
        Assert.Equal(2, _world.Endpoints.FineTuning.Files.Count);
    }

    [Fact]
    public async Task Report_WrittenTwiceForOneEnd_CountsOneAttempt()
    {
        var drop = new DatasetInput(Samples.Lineage, "first.jsonl", "etag", Samples.DatasetId);
        var write = new WriteDatasetReport(_world.Store, _world.Account, _world.Endpoints, _world.Endpoints, _world.Endpoints);

        await write.RunAsync(new DatasetEnd(drop, DatasetOutcome.Failed, "broken", null, _world.Now), default);
        await write.RunAsync(new DatasetEnd(drop, DatasetOutcome.Failed, "broken", null, _world.Now), default);
        Assert.Equal(1, (await ReportAsync()).Attempts);

        await write.RunAsync(new DatasetEnd(drop with { Name = "second.csv" }, DatasetOutcome.Failed, "broken", null, _world.Now.AddDays(1)), default);
        Assert.Equal(2, (await ReportAsync()).Attempts);
        Assert.Equal(["first.jsonl", "second.csv"], (await ReportAsync()).Names);
    }

    [Fact]
    public async Task WriteDatasetReport_ValidatedDrop_HasProfileEstimateSettingsAndPage()
    {
        await _world.ValidateAsync(Samples.Drop(20) + "broken\n");
        var end = new DatasetEnd(
            new DatasetInput(Samples.Lineage, "first", "etag", Samples.DatasetId), DatasetOutcome.Refused, "so", null, _world.Now, Samples.Settings);

        await new WriteDatasetReport(_world.Store, _world.Account, _world.Endpoints, _world.Endpoints, _world.Endpoints).RunAsync(end, default);

        var report = await ReportAsync();
        Assert.Equal((20, 21), (report.Profile!.Rows, report.Profile.WorstLines.Single().Line));
        Assert.Equal("broken", report.Profile.WorstLines.Single().Excerpt);
        Assert.True(report.Estimate!.Training[0].IsBase);
        Assert.True(report.Estimate.Training[0].Total!.ExpectedUsd > 0);
        Assert.Equal(20 / 21.0, report.KeptShare);
        Assert.Contains("Worst lines", _world.Text("report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateWindow_JudgeUnknownAtTheProvider_FailsInsteadOfWaitingForTheCandidate()
    {
        await EvaluationAsync();
        _world.Endpoints.Models["judge-1"] = new FakeChat(_ => throw new ProviderException(ProviderErrorKind.NotFound, "no judge-1"));

        var failure = await Assert.ThrowsAsync<ProviderException>(PlayAsync);

        Assert.Equal("no judge-1", failure.Message);
    }

    [Fact]
    public async Task EvaluateWindow_CandidateNotCallableYet_AsksToWaitAndKeepsItsReservation()
    {
        await EvaluationAsync();
        _world.Endpoints.Models["ft:1"] = new FakeChat(_ => throw new ProviderException(ProviderErrorKind.NotFound, "not yet"));

        var progress = await PlayAsync();

        Assert.True(progress is { NotReady: true, Complete: false });
        _world.Endpoints.Models["ft:1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text("candidate")));
        Assert.True((await PlayAsync()).Complete);
        var month = await AccountAsync();
        Assert.Equal(0, month.ReservedUsd);
        Assert.Equal(4 * 4 * (100m + (2 * 50m)) / 1_000_000m, month.SpentUsd);
    }

    [Fact]
    public async Task CompareModels_AfterAllWindows_WritesTheEvaluationAndItsCost()
    {
        await EvaluationAsync();
        await PlayAsync();

        var end = await new CompareModels(_world.Store).RunAsync(
            new CompareInput(Samples.Plan, new RunEnd(RunState.Running, Model: "ft:1"), [Window]), default);

        Assert.Equal(RunState.Running, end.State);
        Assert.Equal(4, end.Evaluation!.Ties);
        Assert.Contains("\"costUsd\": 0.0032", _world.Store.Text(BlobPaths.RunEvaluation(Samples.Lineage, Samples.RunId)), StringComparison.Ordinal);
    }

    private static EvaluationWindow Window => new(0, HeldOutKind.Validation, A, [0, 1, 2, 3]);

    private Task<EvaluationProgress> PlayAsync() => _world.Evaluate.RunAsync(new EvaluateWindowInput(Samples.Plan, "ft:1", Window, 1), default);

    private async Task EvaluationAsync()
    {
        await _world.StageAsync(A, 20, validation: 4);
        _world.Endpoints.Models["ft:1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text("candidate")));
        _world.Endpoints.Models["base-1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text("parent")));
        _world.Endpoints.Models["judge-1"] = new FakeChat(_ => FakeChat.Score(7));
    }

    private Task FinishAsync(RunPlan plan, RunEnd end) => _world.Finish.RunAsync(new FinishInput(plan, end), default);

    private Task<Core.Money.AccountMonth> AccountAsync() => _world.Account.GetAsync(Samples.Lineage, Samples.Month);

    private async Task<DatasetReport> ReportAsync() =>
        (await _world.Store.ReadJsonAsync<DatasetReport>(BlobPaths.Report(Samples.Lineage, Samples.DatasetId)))!;

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
