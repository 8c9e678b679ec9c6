using FineTune.Core.Lineages.Training;

namespace FineTune.Training.Runs;

/// <summary>A line of the list of runs, kept as metadata of the run's marker.</summary>
/// <param name="Stage">What it is doing, or how it ended: plan, preflight, train, deploy, evaluate, gate, approval, register, done.</param>
public sealed record RunSummary(
    string RunId, RunState State, string Stage, TrainingStrategy Strategy, int? Parent, int? Version, int Train, decimal CostUsd,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
