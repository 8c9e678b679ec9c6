namespace FineTune.Core.Models.Jobs;

/// <summary>A fine-tuning job as the provider reports it.</summary>
/// <param name="RawStatus">The provider's own word.</param>
/// <param name="FineTunedModel">Set once succeeded.</param>
/// <param name="TrainedTokens">Billed tokens over all epochs; set at the end.</param>
public sealed record TrainingJob(
    string Id, JobState State, string RawStatus, string Model, string? FineTunedModel, long? TrainedTokens,
    ProviderError? Error, IReadOnlyList<string> ResultFiles, ResolvedHyperparameters Hyperparameters,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, DateTimeOffset? EstimatedFinish);
