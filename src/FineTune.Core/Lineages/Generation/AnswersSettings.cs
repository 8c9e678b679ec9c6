namespace FineTune.Core.Lineages.Generation;

/// <summary>Answers by the teachers in concert.</summary>
public sealed record AnswersSettings
{
    /// <summary>Teachers that answer one instruction at most, in the lineage's order.</summary>
    public int Teachers { get; init; } = 3;

    public double Temperature { get; init; } = 1;

    /// <summary>Tokens of an answer at most.</summary>
    public int MaxTokens { get; init; } = 2_048;
}
