namespace FineTune.Core.Lineages;

/// <summary>How a drop is grown by self-instruct.</summary>
public sealed record GenerationSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Candidates asked for per valid line of the drop.</summary>
    public double PerExample { get; init; } = 0.5;

    /// <summary>Upper bound of the candidates of one drop.</summary>
    public int MaxCandidates { get; init; } = 200;

    /// <summary>Demonstrations in each prompt.</summary>
    public int Demonstrations { get; init; } = 6;

    /// <summary>Examples asked for in one call.</summary>
    public int PerCall { get; init; } = 5;

    /// <summary>A candidate whose ROUGE-L F1 with any known instruction is above this is no news.</summary>
    public double NoveltyThreshold { get; init; } = 0.7;

    public int Seed { get; init; } = 42;
}
