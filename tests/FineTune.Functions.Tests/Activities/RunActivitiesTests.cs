using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Functions.Tests.Support;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Checking, registering and ending a run, and the report of a drop; with crashes between any two writes.</summary>
public sealed class RunActivitiesTests
{
    private const string A = "aaaaaaaaaaaaaaaa";
    private readonly World _world = new();

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

        Assert.Contains("0.50 USD more would exceed the cap", refusal, StringComparison.Ordinal);
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

    private Task FinishAsync(RunPlan plan, RunEnd end) => _world.Finish.RunAsync(new FinishInput(plan, end), default);

    private Task<FineTune.Core.Billing.AccountMonth> AccountAsync() => _world.Account.GetAsync(Samples.Lineage, Samples.Month);

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
}
