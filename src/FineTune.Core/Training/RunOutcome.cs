using FineTune.Core.Registry;

namespace FineTune.Core.Training;

/// <summary>How a run ended (outcome.json).</summary>
/// <param name="Reason">A sentence for the person; null when registered.</param>
public sealed record RunOutcome(
    string Lineage, string RunId, RunState State, string? Reason, int? Version, string? JobId, string? Model, long? TrainedTokens, decimal CostUsd,
    VersionEvaluation? Evaluation, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>Where a run is.</summary>
public enum RunState
{
    Running,

    /// <summary>A person is asked to confirm the candidate.</summary>
    AwaitingApproval,
    Registered,

    /// <summary>A business refusal: budget, gate, provider no longer trains, rejected by a person.</summary>
    Refused,

    /// <summary>The provider's job failed.</summary>
    Failed,
    Cancelled,

    /// <summary>Nobody confirmed in time.</summary>
    Held,
}
