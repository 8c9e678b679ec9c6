namespace FineTune.Core.Lineages.Generation;

/// <summary>Alpaca's variant of self-instruct.</summary>
public sealed record AlpacaSettings
{
    /// <summary>Rows of the drop in each prompt; never generated ones.</summary>
    public int Demonstrations { get; init; } = 3;

    /// <summary>Tasks of one list, demonstrations included.</summary>
    public int PerRequest { get; init; } = 20;

    public double Temperature { get; init; } = 1;

    public double TopP { get; init; } = 1;

    /// <summary>Tokens of an answer at most.</summary>
    public int MaxTokens { get; init; } = 3_072;
}
