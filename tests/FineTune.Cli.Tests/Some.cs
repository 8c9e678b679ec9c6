using FineTune.Cli.Client;
using FineTune.Core.Datasets;
using FineTune.Core.Registry;
using FineTune.Core.Training;

namespace FineTune.Cli.Tests;

/// <summary>Answers of a head.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static ModelVersion Version(int number, int? parent, params string[] increments) => new(
        "support", number, $"run{number}", "local", $"ft:local-base:{number}", null, "local-base", parent,
        parent is null ? TrainingStrategy.Retrain : TrainingStrategy.Continue, increments, new VersionExamples(1234, 12, 3, 5, 4),
        new ResolvedHyperparameters(3, 1, 1.0), 42, $"ftjob-{number}", 56789, 0.0123m,
        new VersionEvaluation(7.25, 6.5, 4, 1, 2, 0, "passed"), Noon);

    public static ModelsView Models(params ModelVersion[] versions) => new(
        versions, versions.Length == 0 ? new Dictionary<string, int>() : new() { ["champion"] = versions[^1].Number }, []);

    public static RunSummary Run(string id, RunState state, string stage, int? version = null) =>
        new(id, state, stage, TrainingStrategy.Continue, 1, version, 40, 0.5m, Noon, state == RunState.Running ? null : Noon.AddSeconds(75));

    public static DatasetView Dataset(string id, string outcome, string? stage = null, string? reason = null) =>
        new("x", id, outcome, reason, outcome == "accepted" ? Counts : null, stage, null, 0);

    public static DatasetDetail Detail(DatasetOutcome? outcome, string? reason = null, WorkView? status = null) =>
        new("d", ["x"], outcome, reason, 1, null, 0, [], [], status);

    public static IncrementCounts Counts { get; } = new(41, 0, 36, 5, 20, 2, 3, 1, 34, 16, 45, 3, 2);
}
