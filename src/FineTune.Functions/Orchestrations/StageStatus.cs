using System.Text.Json.Serialization;
using FineTune.Core.Models.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Orchestrations;

/// <summary>The custom status of an orchestration: where it is, in counts. Never row texts.</summary>
/// <param name="Child">Instance whose own status tells more while this stage lasts.</param>
public sealed record StageStatus(string Stage, long Done = 0, long Total = 0, string? RunId = null, string? Child = null, string? Note = null);

/// <summary>Asks a run to stop.</summary>
public sealed record CancelRequest(string? By, string? Reason);

/// <summary>A person's answer about a candidate.</summary>
public sealed record ApprovalDecision([property: JsonRequired] bool Approved, string? By, string? Comment);

/// <summary>How the stages of a run ended, before it is written down.</summary>
public sealed record RunEnd(
    RunState State, string? Reason = null, string? JobId = null, string? Model = null, string? Deployment = null, long? TrainedTokens = null,
    ResolvedHyperparameters? Hyperparameters = null, Core.Registry.VersionEvaluation? Evaluation = null, int? Version = null);
