using FineTune.Core.Registry;

namespace FineTune.Training.Runs;

/// <summary>How a run ended (outcome.json).</summary>
/// <param name="Reason">A sentence for the person; null when registered.</param>
public sealed record RunOutcome(
    string Lineage, string RunId, RunState State, string? Reason, int? Version, string? JobId, string? Model, long? TrainedTokens, decimal CostUsd,
    VersionEvaluation? Evaluation, DateTimeOffset StartedAt, DateTimeOffset EndedAt);
