using System.Diagnostics.Metrics;
using System.Text.Json;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Contracts.Batches;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Judging;
using FineTune.Synthesis.Teachers;

namespace FineTune.Functions.Tests.Activities;

/// <summary>The calls of windows through batches: the rows are those of single calls, for half the price, and nothing is asked twice.</summary>
public sealed class BatchedCallsTests
{
    private const int Valid = SmallDrop.Valid;

    private static readonly LineageSettings _settings = SmallDrop.Settings with { Batch = BatchMode.Always };

    [Fact]
    public async Task Calls_AnsweredInABatch_GiveTheRowsOfSingleCallsForHalfThePrice()
    {
        var singly = await PreparedAsync();
        var whole = await singly.Generate.RunAsync(Window(singly, 1), default);
        var world = await PreparedAsync();
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        await AnswerAsync(world, batch, Teachers.Answer);

        var joined = await JoinAsync(world, BatchCallKind.Calls, batch);
        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal((6, 0, 0), (joined.Answered, joined.Rest, joined.Unknown));
        Assert.Equal(0, world.Endpoints.Models["teacher-1"].Calls);
        Assert.Equal(Rows(singly), Rows(world));
        Assert.Equal(whole.Totals.CostUsd / 2, progress.Totals.CostUsd);
        Assert.Equal(progress.Totals.CostUsd, Assert.Single((await world.Account.GetAsync(Samples.Lineage, Samples.Month)).Entries).SpentUsd);
    }

    [Fact]
    public async Task Join_AnsweredCalls_TellTheMetricWhatTheyCostOnce()
    {
        var (mine, told) = (new AsyncLocal<bool> { Value = true }, 0.0);
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<double>((instrument, usd, tags, _) =>
            told += mine.Value && instrument.Name == "finetune.model.cost" && tags.ToArray().Contains(new(ModelMetrics.Role, "teacher")) ? usd : 0);
        meters.Start();
        var world = await PreparedAsync();
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        await AnswerAsync(world, batch, Teachers.Answer);

        await JoinAsync(world, BatchCallKind.Calls, batch);
        await JoinAsync(world, BatchCallKind.Calls, batch);
        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.True(progress.Totals.CostUsd > 0);
        Assert.Equal((double)progress.Totals.CostUsd, told, 1e-9);
    }

    [Fact]
    public async Task Calls_BatchBringsSomeAndLosesSome_TheWindowAsksOnlyForTheRest()
    {
        var singly = await PreparedAsync();
        await singly.Generate.RunAsync(Window(singly, 1), default);
        var world = await PreparedAsync();
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        await AnswerAsync(world, batch, Teachers.Answer, answers => [.. answers.Take(4).Reverse(), answers[0], new BatchAnswer("99:nobody", null, null)]);

        var joined = await JoinAsync(world, BatchCallKind.Calls, batch);
        await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal((4, 2, 1, 1), (joined.Answered, joined.Rest, joined.Repeated, joined.Unknown));
        Assert.Equal(2, joined.RestFile!.Requests);
        Assert.Equal(2, world.Endpoints.Models["teacher-1"].Calls);
        Assert.Equal(Rows(singly), Rows(world));
    }

    [Fact]
    public async Task Join_KilledAndDoneAgain_StoresNothingTwiceAndAsksNothingAgain()
    {
        var world = await PreparedAsync();
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        await AnswerAsync(world, batch, Teachers.Answer);
        await JoinAsync(world, BatchCallKind.Calls, batch);
        var calls = world.Text("windows/calls-00001.jsonl");
        world.Endpoints.Batches.Answers.Clear();

        var again = await JoinAsync(world, BatchCallKind.Calls, batch);

        Assert.Equal(0, again.Rest);
        Assert.Equal(calls, world.Text("windows/calls-00001.jsonl"));
        Assert.Empty((await PlanAsync(world, BatchCallKind.Calls)).Batches);
    }

    [Fact]
    public async Task Join_FilesGoneAtTheProvider_LeavesTheRestToBeAskedAgain()
    {
        var world = await PreparedAsync();
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        await AnswerAsync(world, batch, Teachers.Answer);
        world.Endpoints.Batches.OnRead = new ProviderException(ProviderErrorKind.NotFound, "no such file");

        var joined = await JoinAsync(world, BatchCallKind.Calls, batch);

        Assert.Equal((0, 6, 6), (joined.Answered, joined.Rest, joined.RestFile!.Requests));
    }

    [Fact]
    public async Task Verdicts_AnotherJudgeInThePlace_TakesNoneOfTheFirstOnesVerdicts()
    {
        var world = await PreparedAsync();
        await world.Generate.RunAsync(Window(world, 1), default);
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Verdicts)).Batches);
        await AnswerAsync(world, batch, Teachers.Judge);
        await JoinAsync(world, BatchCallKind.Verdicts, batch);
        world.Endpoints.Models["judge-2"] = new FakeChat(_ => FakeChat.Score(3));
        var other = _settings with { Models = _settings.Models with { Judges = [new ModelChoice("main", "judge-2")] } };

        Assert.Equal(30, Assert.Single((await PlanAsync(world, BatchCallKind.Verdicts, other)).Batches).File.Requests);
        await world.Judge.RunAsync(world.Window(other, Valid, 1), default);

        Assert.All(Lines<JudgedRow>(world, "judge"), row => Assert.Equal(("judge-2", 3), (row.Verdicts[0].Judge, row.Verdicts[0].Score)));
        Assert.Equal(30, world.Endpoints.Models["judge-2"].Calls);
    }

    [Fact]
    public async Task Calls_RowsOwnFailures_AreOutcomesAndTheEndpointsAreNot()
    {
        var world = await PreparedAsync();
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        await AnswerAsync(world, batch, Teachers.Answer, answers =>
        [
            answers[0] with { Response = null, Error = new ProviderException(ProviderErrorKind.ContentFiltered, "filtered") },
            answers[1] with { Response = null, Error = new ProviderException(ProviderErrorKind.Unauthorized, "key") },
            .. answers.Skip(2),
        ]);

        var joined = await JoinAsync(world, BatchCallKind.Calls, batch);

        Assert.Equal((1, 0), (joined.Left, joined.Rest));
        var stored = Lines<StoredCall>(world, "calls");
        Assert.Equal(5, stored.Count);
        Assert.Single(stored, call => call.Answer!.End == AnswerEnd.ContentFilter);
    }

    [Fact]
    public async Task Verdicts_AnsweredInABatch_DecideAsSingleOnesDo()
    {
        var singly = await PreparedAsync();
        await singly.Generate.RunAsync(Window(singly, 1), default);
        var whole = await singly.Judge.RunAsync(Window(singly, 1), default);
        var world = await PreparedAsync();
        await world.Generate.RunAsync(Window(world, 1), default);
        var batch = Assert.Single((await PlanAsync(world, BatchCallKind.Verdicts)).Batches);
        await AnswerAsync(world, batch, Teachers.Judge, answers => [.. answers.Skip(3)]);

        await JoinAsync(world, BatchCallKind.Verdicts, batch);
        var judged = await world.Judge.RunAsync(Window(world, 1), default);

        Assert.Equal(3, world.Endpoints.Models["judge-1"].Calls);
        Assert.Equal((whole.Totals.Kept, whole.Totals.BelowThreshold), (judged.Totals.Kept, judged.Totals.BelowThreshold));
        Assert.Equal(
            Lines<JudgedRow>(singly, "judge").ToDictionary(row => row.Id, row => row.Score), Lines<JudgedRow>(world, "judge").ToDictionary(row => row.Id, row => row.Score));
        Assert.Equal(27, Lines<StoredVerdict>(world, "verdicts").Count);
        Assert.InRange(judged.Totals.CostUsd, whole.Totals.CostUsd * 0.5m, whole.Totals.CostUsd * 0.6m);
    }

    [Fact]
    public async Task Plan_NoBudgetForTheWindow_WritesNoRequestAndTheWindowSaysWhy()
    {
        var world = await PreparedAsync();
        var settings = _settings with { Budget = new BudgetSettings { PerDatasetUsd = 0.0001m } };

        Assert.Empty((await PlanAsync(world, BatchCallKind.Calls, settings)).Batches);
        Assert.Contains("would exceed the cap", (await world.Generate.RunAsync(world.Window(settings, Valid, 1), default)).Totals.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_PricesTooOld_WritesNoRequest()
    {
        var world = await PreparedAsync();
        world.Endpoints.Age = new FineTune.Core.Billing.Prices.PriceAge(null, "too old");

        Assert.Empty((await PlanAsync(world, BatchCallKind.Calls)).Batches);
        Assert.Empty((await world.Account.GetAsync(Samples.Lineage, Samples.Month)).Entries);
    }

    [Theory]
    [InlineData(BatchMode.Auto, TuneWhen.Nightly, false)]
    [InlineData(BatchMode.Always, TuneWhen.OnDrop, true)]
    public async Task Plan_EndpointTakesNone_IsARefusalOnlyWhereTheLineageInsists(BatchMode mode, TuneWhen tune, bool refused)
    {
        var world = await PreparedAsync();
        world.Endpoints.Info = world.Endpoints.Info with { Batches = null };

        var plan = await PlanAsync(world, BatchCallKind.Calls, _settings with { Batch = mode, Tune = tune });

        Assert.Empty(plan.Batches);
        Assert.Equal(refused, plan.Refusal?.Contains("does not support batches", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Plan_EndpointsLimit_SplitsTheFile()
    {
        var world = await PreparedAsync();
        world.Endpoints.Info = world.Endpoints.Info with { Batches = new BatchOffer(4, 1_000_000, 0.5m) };

        var plan = await PlanAsync(world, BatchCallKind.Calls);

        Assert.Equal([4, 2], plan.Batches.Select(batch => batch.File.Requests));
        Assert.Equal(2, plan.Batches.Select(batch => batch.File.Blob).Distinct().Count());
    }

    private static WindowInput Window(World world, int number) => world.Window(_settings, Valid, number);

    private static BatchCallsInput Calls(World world, BatchCallKind kind, LineageSettings settings) =>
        new(kind, [world.Window(settings, Valid, 1)], world.Now.AddHours(24));

    private static Task<PlannedBatches> PlanAsync(World world, BatchCallKind kind, LineageSettings? settings = null) =>
        world.PlanBatches.RunAsync(Calls(world, kind, settings ?? _settings), default);

    private static Task<JoinedBatch> JoinAsync(World world, BatchCallKind kind, PlannedBatch batch) =>
        world.JoinBatch.RunAsync(new JoinBatchInput(Calls(world, kind, _settings), batch, "batch-1"), default);

    /// <summary>The provider works a request file off.</summary>
    private static async Task AnswerAsync(
        World world, PlannedBatch batch, Func<string, Task<Microsoft.Extensions.AI.ChatResponse>> model, Func<List<BatchAnswer>, IReadOnlyList<BatchAnswer>>? fate = null)
    {
        var answers = new List<BatchAnswer>();
        foreach (var line in world.Store.Text(batch.File.Blob)!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var request = JsonDocument.Parse(line);
            var body = request.RootElement.GetProperty("body");
            var prompt = $"{body.GetProperty("text").GetString()}\nseed {body.GetProperty("seed").GetRawText()}";
            answers.Add(new BatchAnswer(request.RootElement.GetProperty("custom_id").GetString()!, await model(prompt), null));
        }

        world.Endpoints.Batches.Batches.Add(world.Endpoints.Batches.Batch("batch-1", BatchState.Completed));
        world.Endpoints.Batches.Answers["batch-1"] = fate?.Invoke(answers) ?? answers;
    }

    private static async Task<World> PreparedAsync()
    {
        var world = await SmallDrop.PreparedAsync();
        world.Endpoints.Info = world.Endpoints.Info with { Batches = new BatchOffer(50_000, 200_000_000, 0.5m) };
        return world;
    }

    /// <summary>The rows, without what they cost.</summary>
    private static List<(string Id, string? Text)> Rows(World world) =>
        [.. Lines<FineTune.Synthesis.Candidates.GeneratedRow>(world, "generate").Select(row => (row.Id, row.Example?.Messages[^1].Content))];

    private static List<T> Lines<T>(World world, string kind) =>
        [.. world.Text($"windows/{kind}-00001.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<T>(line, Core.FineTuneJson.Options)!)];
}
