namespace FineTune.Core.Lineages.Training;

/// <summary>How much of the earlier increments a <c>continue</c> run mixes in.</summary>
public sealed record ReplaySettings
{
    /// <summary>Replayed rows as a share of the new training rows.</summary>
    public double Share { get; init; } = 0.1;

    public int Seed { get; init; } = 42;
}
