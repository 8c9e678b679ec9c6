namespace FineTune.Core.Lineages;

/// <summary>How candidates are scored by the panel.</summary>
public sealed record JudgingSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Mean score (1 to 10) from which a row is kept.</summary>
    public double Threshold { get; init; } = 6;

    /// <summary>Whether the owner's own rows must pass the panel too. Rows that do not are rejected with a rule id, never lost.</summary>
    public bool JudgeDrop { get; init; } = true;
}
