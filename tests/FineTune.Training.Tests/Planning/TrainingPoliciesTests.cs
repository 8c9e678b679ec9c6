using FineTune.Core;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Training.Jobs;
using FineTune.Training.Planning;
using FineTune.Training.Runs;
using FsCheck.Xunit;

namespace FineTune.Training.Tests.Planning;

public sealed class TrainingPoliciesTests
{
    private static readonly ModelPrice Price = new(EndpointKind.OpenAI, "m", new DateOnly(2026, 1, 1), 2m, 8m, 25m, 65_536, null, null);

    [Theory]
    [InlineData(TrainingStrategy.Continue, true, true, 5, 9, TrainingStrategy.Continue)]
    [InlineData(TrainingStrategy.Retrain, true, true, 5, 9, TrainingStrategy.Retrain)]
    [InlineData(TrainingStrategy.Continue, false, false, 5, 9, TrainingStrategy.Retrain)]
    [InlineData(TrainingStrategy.Continue, true, false, 5, 9, TrainingStrategy.Retrain)]
    [InlineData(TrainingStrategy.Auto, true, true, 5, 9, TrainingStrategy.Continue)]
    [InlineData(TrainingStrategy.Auto, true, true, 10, 9, TrainingStrategy.Retrain)]
    [InlineData(TrainingStrategy.Auto, false, true, 5, 9, TrainingStrategy.Retrain)]
    public void Choose_Strategies(TrainingStrategy wanted, bool hasParent, bool trainable, long fresh, long all, TrainingStrategy chosen) =>
        Assert.Equal(chosen, StrategyPolicy.Choose(wanted, hasParent, trainable, fresh, all));

    [Theory]
    [InlineData(5.0, 1.0)]
    [InlineData(1.0, 1.0)]
    [InlineData(1 / 3.0, 0.5)]
    [InlineData(0.1, 0.25)]
    [InlineData(0.001, 0.25)]
    [InlineData(0.57735026919, 0.70710678)]
    public void Factor_DocumentedPoints(double ratio, double factor) => Assert.Equal(factor, HyperparameterPolicy.Factor(ratio), 1e-6);

    [Property]
    public bool Factor_AnyRatio_FallsWithTheRatio(ushort a, ushort b)
    {
        var (low, high) = (Math.Min(a, b) / 1000.0, Math.Max(a, b) / 1000.0);
        return HyperparameterPolicy.Factor(low) <= HyperparameterPolicy.Factor(high) + 1e-12 && HyperparameterPolicy.Factor(low) is >= 0.25 - 1e-12 and <= 1;
    }

    [Fact]
    public void Derive_ContinueWithAThird_HalvesTheParentsMultiplier()
    {
        var derived = HyperparameterPolicy.Derive(new TrainingSettings(), TrainingStrategy.Continue, 100, 300, new ResolvedHyperparameters(3, 1, 1.8));
        Assert.Equal(new Hyperparameters(null, null, 0.9), derived);
    }

    [Fact]
    public void Derive_NothingToDeriveFrom_Auto()
    {
        var parent = new ResolvedHyperparameters(3, 1, 1.8);
        var settings = new TrainingSettings();
        Assert.All(
            [
                HyperparameterPolicy.Derive(settings, TrainingStrategy.Retrain, 100, 300, parent),
                HyperparameterPolicy.Derive(settings, TrainingStrategy.Continue, 100, null, parent),
                HyperparameterPolicy.Derive(settings, TrainingStrategy.Continue, 100, 300, null),
                HyperparameterPolicy.Derive(settings, TrainingStrategy.Continue, 100, 300, new ResolvedHyperparameters(3, null, null)),
            ],
            derived => Assert.Equal(new Hyperparameters(null, null, null), derived));
    }

    [Fact]
    public void Derive_OwnersValues_Win() =>
        Assert.Equal(
            new Hyperparameters(4, 8, 0.3),
            HyperparameterPolicy.Derive(
                new TrainingSettings { Epochs = 4, BatchSize = 8, LearningRateMultiplier = 0.3 }, TrainingStrategy.Continue, 10, 300, new ResolvedHyperparameters(3, 1, 1.8)));

    [Fact]
    public void WorstCase_TokensTimesEpochs_Dollars()
    {
        Assert.Equal(75m, TrainingPrice.WorstCase(1_000_000, 3, Price));
        Assert.Equal(0m, TrainingPrice.WorstCase(1_000_000, 3, Price with { TrainingPerMillion = null }));
    }

    [Fact]
    public void Next_Polls_GrowToTheLongest()
    {
        var (first, max) = (TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        Assert.Equal([10, 15, 22.5], Enumerable.Range(0, 3).Select(poll => JobPolling.Next(poll, first, max).TotalSeconds));
        Assert.Equal(max, JobPolling.Next(int.MaxValue, first, max));
        Assert.Equal(first, JobPolling.Next(-1, first, max));
        Assert.Equal(max, JobPolling.Next(0, TimeSpan.FromHours(1), max));
    }

    [Theory]
    [InlineData(1.0, 0.9, 0.8, "final")]
    [InlineData(0.8, 0.5, 0.59, "final")]
    [InlineData(0.8, 0.5, 0.61, "second")]
    [InlineData(0.5, 0.5, 0.9, "second")]
    [InlineData(0.4, null, 0.9, "first")]
    [InlineData(0.4, 0.4, null, "final")]
    [InlineData(double.NaN, null, 0.9, "final")]
    public void Choose_Checkpoints_EarlierOnlyWhenTheFinalIsMuchWorse(double? first, double? second, double? final, string chosen)
    {
        JobCheckpoint[] checkpoints = [new("3", "final", 30, 9.9, final), new("1", "first", 10, first, null), new("2", "second", 20, second, null)];
        if (final is null)
        {
            checkpoints[0] = checkpoints[0] with { ValidLoss = null };
        }

        Assert.Equal(chosen, CheckpointPolicy.Choose(checkpoints, "final"));
    }

    [Fact]
    public void Choose_NoCheckpoints_FinalModel() => Assert.Equal("final", CheckpointPolicy.Choose([], "final"));

    [Fact]
    public void RunId_SameWorkInAnyOrder_SameRun()
    {
        var id = RunId.Of("support", 2, ["b", "a", "b"], "plan");
        Assert.True(ContentId.IsValid(id));
        Assert.Equal(id, RunId.Of("support", 2, ["a", "b"], "plan"));
        Assert.Equal(5, new[] { id, RunId.Of("support", null, ["a", "b"], "plan"), RunId.Of("support", 2, ["a"], "plan"), RunId.Of("support", 2, ["a", "b"], "other"), RunId.Of("sales", 2, ["a", "b"], "plan") }.Distinct().Count());
    }

    [Fact]
    public void PlanHash_EachChoice_MakesAnotherPlan()
    {
        string Hash(TrainingStrategy strategy = TrainingStrategy.Continue, string endpoint = "e", string model = "m", ReplaySettings? replay = null, TrainingSettings? training = null) =>
            PlanHash.Of(strategy, endpoint, model, replay ?? new(), training ?? new());
        string[] hashes = [Hash(), Hash(TrainingStrategy.Retrain), Hash(endpoint: "f"), Hash(model: "n"), Hash(replay: new() { Seed = 1 }), Hash(training: new() { Seed = 1 }), Hash(training: new() { Epochs = 2 })];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(Hash(), Hash());
    }

    [Fact]
    public void LedgerKey_KindAndOrdinal_TellIntentsApart() =>
        Assert.Equal(3, new[] { LedgerKey.Of("r", "job", 0), LedgerKey.Of("r", "job", 1), LedgerKey.Of("r", "batch", 0) }.Distinct().Count());

    [Theory]
    [InlineData("support", "support-0123456789ab")]
    [InlineData("a-lineage-with-a-name-of-just-forty-chars", "a-lineage-with-a-name-of-ju-0123456789ab")]
    [InlineData("twenty-six-then-a-hyphen-a-b", "twenty-six-then-a-hyphen-a-0123456789ab")]
    public void ModelSuffix_Lineages_ShortAndClean(string lineage, string suffix)
    {
        Assert.Equal(suffix, ModelSuffix.Of(lineage, "0123456789abcdef"));
        Assert.InRange(suffix.Length, 1, 40);
    }

    [Fact]
    public void Metadata_Summaries_RoundTrip()
    {
        var summary = new RunSummary("0123456789abcdef", RunState.Registered, "done", TrainingStrategy.Continue, 1, 2, 300, 1.25m, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), DateTimeOffset.UnixEpoch);
        var running = summary with { State = RunState.Running, Parent = null, Version = null, EndedAt = null };
        Assert.Equal(summary, RunSummaryMetadata.FromMetadata(RunSummaryMetadata.ToMetadata(summary)));
        Assert.Equal(running, RunSummaryMetadata.FromMetadata(RunSummaryMetadata.ToMetadata(running)));
        Assert.All(RunSummaryMetadata.ToMetadata(summary), pair => Assert.True(pair.Key.All(char.IsAsciiLetterLower) && pair.Value.All(char.IsAscii)));
    }

    [Theory]
    [InlineData("state", "Dancing")]
    [InlineData("state", "99")]
    [InlineData("train", "many")]
    [InlineData("startedat", "yesterday")]
    [InlineData("costusd", null)]
    public void FromMetadata_NotASummary_Null(string name, string? value)
    {
        var metadata = RunSummaryMetadata.ToMetadata(new RunSummary("r", RunState.Running, "plan", TrainingStrategy.Auto, 1, 2, 3, 4m, DateTimeOffset.UnixEpoch, null)).ToDictionary();
        metadata.Remove(name);
        if (value is not null)
        {
            metadata[name] = value;
        }

        Assert.Null(RunSummaryMetadata.FromMetadata(metadata));
    }
}
