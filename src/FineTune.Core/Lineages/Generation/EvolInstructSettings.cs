namespace FineTune.Core.Lineages.Generation;

/// <summary>Evol-Instruct.</summary>
public sealed record EvolInstructSettings
{
    /// <summary>How often an instruction is evolved again at most.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>Words that a harder instruction is to have more, at least.</summary>
    public int MinAddedWords { get; init; } = 10;

    /// <summary>At most.</summary>
    public int MaxAddedWords { get; init; } = 20;

    /// <summary>Whether one of the five moves invents an instruction of the same field instead of a harder one.</summary>
    public bool InBreadth { get; init; } = true;

    public double Temperature { get; init; } = 1;

    /// <summary>Tokens of a new instruction at most.</summary>
    public int MaxTokens { get; init; } = 2_048;
}
