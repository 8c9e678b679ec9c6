using FineTune.Core.Models.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Runs;

/// <summary>How the stages of a run ended, before it is written down.</summary>
public sealed record RunEnd(
    RunState State, string? Reason = null, string? JobId = null, string? Model = null, string? Deployment = null, long? TrainedTokens = null,
    ResolvedHyperparameters? Hyperparameters = null, Core.Registry.VersionEvaluation? Evaluation = null, int? Version = null);
