namespace FineTune.Core.Lineages.Training;

/// <summary>Hyperparameters; what is not set is left to the provider ("auto") or derived by the strategy.</summary>
public sealed record TrainingSettings
{
    public int? Epochs { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRateMultiplier { get; init; }

    public int Seed { get; init; } = 42;

    /// <summary>Hours after which an unfinished job is cancelled.</summary>
    public double DeadlineHours { get; init; } = 72;

    /// <summary>Azure only, passed through: Standard, GlobalStandard or developerTier.</summary>
    public string? TrainingType { get; init; }
}
