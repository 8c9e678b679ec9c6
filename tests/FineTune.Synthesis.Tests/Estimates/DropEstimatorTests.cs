using FineTune.Core.Billing.Estimates;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Profiles;
using FineTune.Synthesis.Estimates;
using FineTune.Testing;

namespace FineTune.Synthesis.Tests.Estimates;

public sealed class DropEstimatorTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly ModelChoice Base = new("paid", "mini");

    private static readonly LineageSettings Settings = new()
    {
        Models = new RoleSettings { Teacher = new ModelChoice("paid", "mini"), Judges = [new ModelChoice("paid", "mini"), new ModelChoice("local", "judge")], Trainer = Base },
    };

    private readonly FakePrices _prices = new();

    [Fact]
    public void Estimate_Training_IsTokensTimesEpochsTimesPrice()
    {
        var settings = Settings with { Generation = new GenerationSettings { Enabled = false }, Judging = new JudgingSettings { Enabled = false } };
        var estimate = Estimate(settings, rows: 200);
        var row = estimate.Training[0];

        // 200 rows of 10 tokens; 20 validate and 10 are remembered by.
        Assert.Equal((true, "mini", 2_000, 3), (row.IsBase, row.Model, row.Tokens, row.Epochs));
        Assert.Equal((170, 20), (estimate.TrainRows, estimate.HeldOut));
        Assert.Equal(1_700 * 3 * 5m / 1_000_000m, row.Training.ExpectedUsd);
        Assert.Equal(2_200 * 3 * 5m / 1_000_000m, row.Training.AtMostUsd);
        Assert.Empty(estimate.Preparation);
    }

    [Fact]
    public void Estimate_FewRowsOrSetEpochs_FollowsTheRuleOrTheSettings()
    {
        Assert.Equal(10, Estimate(Settings with { Generation = new GenerationSettings { Enabled = false } }, rows: 10).Training[0].Epochs);
        var set = Estimate(Settings with { Training = new TrainingSettings { Epochs = 2 } }, rows: 10).Training[0];
        Assert.Equal((2, true), (set.Epochs, set.EpochsAreSet));
    }

    [Theory]
    [InlineData(BatchMode.Never, TuneWhen.Nightly, false)]
    [InlineData(BatchMode.Auto, TuneWhen.OnDrop, false)]
    [InlineData(BatchMode.Auto, TuneWhen.Nightly, true)]
    [InlineData(BatchMode.Always, TuneWhen.OnDrop, true)]
    public void Estimate_WhereBatchesMayBeUsed_SaysThatTheyCostLess(BatchMode batch, TuneWhen tune, bool said) =>
        Assert.Equal(said, Estimate(Settings with { Batch = batch, Tune = tune }, rows: 100).Assumptions.Any(text => text.Contains("batches", StringComparison.Ordinal)));

    [Fact]
    public void Estimate_Preparation_AtMostIsWhatTheWindowsSetAside()
    {
        var stages = Estimate(Settings, rows: 100).Preparation;

        Assert.Equal([PaidStage.Generation, PaidStage.Judging, PaidStage.Judging], stages.Select(stage => stage.Stage));
        Assert.Equal([10L, 150L, 150L], stages.Select(stage => stage.Calls));
        Assert.Equal(((10 * 6_000 * 1m) + (10 * 3_000 * 2m)) / 1_000_000m, stages[0].Cost!.AtMostUsd);
        Assert.Equal(((1_000 + (50 * 600) + (150 * 600)) + (150 * 400 * 2m)) / 1_000_000m, stages[1].Cost!.AtMostUsd);
        Assert.All(stages.Take(2), stage => Assert.InRange(stage.Cost!.ExpectedUsd, 0.0001m, stage.Cost.AtMostUsd));
        Assert.Equal(CostRange.Zero, stages[2].Cost);
    }

    [Fact]
    public void Estimate_OneTotal_IsTheSumOfItsParts()
    {
        var estimate = Estimate(Settings, rows: 100);
        var row = estimate.Training[0];

        Assert.Equal(estimate.Preparation.Aggregate(row.Training + row.Evaluation!, (sum, stage) => sum + stage.Cost!), row.Total);
        Assert.True(row.Total!.ExpectedUsd < row.Total.AtMostUsd);
    }

    [Fact]
    public void Estimate_UnknownPriceOfAJudge_SaysSoAndGivesNoTotal()
    {
        var settings = Settings with { Models = Settings.Models with { Judges = [new ModelChoice("paid", "nobody"), new ModelChoice("nowhere", "x")] } };
        var estimate = Estimate(settings, rows: 50);

        Assert.Contains("No price is known for 'nobody'", estimate.Preparation[1].Note, StringComparison.Ordinal);
        Assert.Contains("Endpoints__nowhere__Kind", estimate.Preparation[2].Note, StringComparison.Ordinal);
        Assert.All(estimate.Training, row => Assert.Null(row.Total));
    }

    [Fact]
    public void Estimate_ModelPastItsDates_ComesLastAndSaysWhy()
    {
        var rows = Estimate(Settings, rows: 50).Training;

        Assert.Equal(["mini", "large", "gone"], rows.Select(row => row.Model));
        Assert.Contains("Could only be trained until 2026-10-23", rows[^1].Warning, StringComparison.Ordinal);
        Assert.Equal([true, true, false], rows.Select(row => row.CanBeTrained));
        Assert.Contains("Training ends in 42 days", rows[1].Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_OldPrices_WarnsOnce()
    {
        _prices.Age = new PriceAge("old", null);
        Assert.Equal(["old"], Estimate(Settings, rows: 50).Warnings);
    }

    [Fact]
    public void Estimate_IncrementMade_CountsItsRows()
    {
        var estimate = new DropEstimator(_prices, new WordTokenCounter(), KindOf, Today).Estimate(Profile(100), Settings, Base, new TrainedRows(90, 1_234, 7));

        Assert.Equal((90, 7), (estimate.TrainRows, estimate.HeldOut));
        Assert.Equal(1_234 * 3 * 5m / 1_000_000m, estimate.Training[0].Training.ExpectedUsd);
    }

    private DropEstimate Estimate(LineageSettings settings, int rows) =>
        new DropEstimator(_prices, new WordTokenCounter(), KindOf, Today).Estimate(Profile(rows), settings, Base);

    private static EndpointKind? KindOf(string endpoint) => endpoint switch { "paid" => EndpointKind.OpenAI, "local" => EndpointKind.Local, _ => null };

    private static DatasetProfile Profile(int rows)
    {
        var profiler = new DatasetProfiler();
        for (var i = 0; i < rows; i++)
        {
            profiler.Add(Drops.Row($"q{i}", "a"), []);
        }

        return profiler.Complete(new SetAnalysis(new MemoryScratch()));
    }

    private sealed class FakePrices : IPriceBook
    {
        private static readonly ModelPrice[] Models =
        [
            new(EndpointKind.OpenAI, "large", Today, 2, 8, 25, 65_536, new DateOnly(2027, 1, 6), null),
            new(EndpointKind.OpenAI, "gone", Today, 1, 2, 1, 65_536, new DateOnly(2026, 10, 23), null),
            new(EndpointKind.OpenAI, "mini", Today, 1, 2, 5, 65_536, null, null),
        ];

        public PriceAge Age { get; set; }

        public ModelPrice? Find(EndpointKind kind, string model) => Models.FirstOrDefault(price => price.Kind == kind && price.Model == model);

        public IReadOnlyList<ModelPrice> Trainable(EndpointKind? kind = null) => Models;

        public PriceAge AgeOf(ModelPrice price) => Age;
    }
}
