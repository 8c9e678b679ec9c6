namespace FineTune.Core.Lineages.Training;

/// <summary>How a candidate is proved against its parent.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Held-out examples asked per set (validation, and each retention set).</summary>
    public int MaxExamplesPerSet { get; init; } = 50;

    /// <summary>Upper bound of an answer, in tokens.</summary>
    public int MaxOutputTokens { get; init; } = 1024;
}
