using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Registry;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Training.Runs;

namespace FineTune.Cli.Tests;

/// <summary>Answers of a host.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static ModelVersion Version(int number, int? parent, params string[] increments) => new(
        "support", number, $"run{number}", "local", $"ft:local-base:{number}", null, "local-base", parent,
        parent is null ? TrainingStrategy.Retrain : TrainingStrategy.Continue, increments, new VersionExamples(1234, 12, 3, 5, 4),
        new ResolvedHyperparameters(3, 1, 1.0), 42, $"ftjob-{number}", 56789, 0.0123m,
        new VersionEvaluation(7.25, 6.5, 4, 1, 2, 0, "passed"), Noon);

    public static ModelsOverview Models(params ModelVersion[] versions) => new(
        versions, versions.Length == 0 ? new Dictionary<string, int>() : new() { ["champion"] = versions.Max(version => version.Number) }, []);

    public static RunSummary Run(string id, RunState state, string stage, int? version = null) =>
        new(id, state, stage, TrainingStrategy.Continue, 1, version, 40, 0.5m, Noon, state == RunState.Running ? null : Noon.AddSeconds(75));

    public static DatasetOverview Dataset(string id, string outcome, string? stage = null, string? reason = null) =>
        new("x", id, outcome, reason, outcome == "accepted" ? Counts : null, stage is null ? null : new StageStatus(stage), 0);

    public static DatasetDetail Detail(DatasetOutcome? outcome, string? reason = null, StageStatus? status = null) => new(
        outcome is { } end ? new DatasetReport("support", "d", ["x"], end, reason, 1, 10, null, 0, 0, [], [], [], Noon) : null, status);

    public static RunDetail RunDetail(string id, RunOutcome? outcome, StageStatus? status) => new(
        new RunPlan(
            "support", id, Noon, "2026-03", TrainingStrategy.Continue, 1, "local", "local-base", "m", "m", ["d"], new RunRows(40, 12, 3, 5, 4), 1000,
            new Hyperparameters(null, null, null), 3, 42, "suffix", null, 72, 0, [],
            new RunSettings([], new EvaluationSettings(), new GateSettings(), new ApprovalSettings(), new BudgetSettings())),
        outcome, null, status);

    public static IncrementCounts Counts { get; } = new(41, 0, 36, 5, 20, 2, 3, 1, 34, 16, 45, 3, 2);
}
