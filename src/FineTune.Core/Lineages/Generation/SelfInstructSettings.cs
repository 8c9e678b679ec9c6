namespace FineTune.Core.Lineages.Generation;

/// <summary>Self-instruct in its three steps. The defaults are those of its authors; where they differ, docs/generation.md says why.</summary>
public sealed record SelfInstructSettings
{
    /// <summary>Rows of the drop in each prompt for instructions.</summary>
    public int HumanDemonstrations { get; init; } = 6;

    /// <summary>Generated instructions among them; rows are used while there are too few.</summary>
    public int MachineDemonstrations { get; init; } = 2;

    /// <summary>Instructions asked for in one call.</summary>
    public int PerRequest { get; init; } = 7;

    public double Temperature { get; init; } = 0.7;

    public double TopP { get; init; } = 0.5;

    public double PresencePenalty { get; init; } = 2;

    /// <summary>Whether classification tasks are detected. Off: every task gets its instances input first.</summary>
    public bool Classification { get; init; } = true;

    /// <summary>Instances of one task at most.</summary>
    public int MaxInstances { get; init; } = 5;

    /// <summary>Tokens of an answer with instances at most.</summary>
    public int MaxInstanceTokens { get; init; } = 1_000;

    public double InstancePresencePenalty { get; init; } = 1.5;
}
