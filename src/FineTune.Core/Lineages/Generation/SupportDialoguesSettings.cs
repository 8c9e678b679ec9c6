namespace FineTune.Core.Lineages.Generation;

/// <summary>Conversations of a customer and an agent.</summary>
public sealed record SupportDialoguesSettings
{
    /// <summary>Conversations of the drop in each prompt.</summary>
    public int Demonstrations { get; init; } = 3;

    /// <summary>Conversations asked for in one call.</summary>
    public int PerRequest { get; init; } = 3;

    /// <summary>Turns of a conversation at least.</summary>
    public int MinTurns { get; init; } = 2;

    /// <summary>Turns of a conversation at most.</summary>
    public int MaxTurns { get; init; } = 10;

    /// <summary>Whether numbers, dates, prices and addresses of the agent's turns must stand in the context.</summary>
    public bool CheckFacts { get; init; } = true;

    public double Temperature { get; init; } = 0.8;

    /// <summary>Tokens of an answer at most.</summary>
    public int MaxTokens { get; init; } = 4_096;
}
