namespace FineTune.Core.Models.Jobs;

/// <summary>Hyperparameters as resolved by the provider; null while they are still "auto".</summary>
public sealed record ResolvedHyperparameters(int? Epochs, int? BatchSize, double? LearningRateMultiplier);
