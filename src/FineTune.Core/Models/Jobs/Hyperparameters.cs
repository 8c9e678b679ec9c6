namespace FineTune.Core.Models.Jobs;

/// <summary>Hyperparameters to send; null means "auto".</summary>
public sealed record Hyperparameters(int? Epochs, int? BatchSize, double? LearningRateMultiplier);
