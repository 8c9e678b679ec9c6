namespace FineTune.Functions.Contracts.Synthesis;

/// <summary>Sums over windows.</summary>
/// <param name="Stopped">Why the stage ended early; null when it did not.</param>
public sealed record SynthesisTotals(long Generated, long Kept, long BelowThreshold, long Unscored, decimal CostUsd, string? Stopped)
{
    /// <summary>Why the stage ended early, with how far it came; null when it did not.</summary>
    /// <param name="candidates">Asked for in all.</param>
    public string? EarlyEnd(int candidates) => Stopped is null ? null
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Generating and judging stopped at {Generated} of {candidates} candidates, after {CostUsd:0.00##} USD: {Stopped}");

    public static SynthesisTotals None { get; } = new(0, 0, 0, 0, 0, null);

    public static SynthesisTotals Add(SynthesisTotals left, SynthesisTotals right) => new(
        left.Generated + right.Generated, left.Kept + right.Kept, left.BelowThreshold + right.BelowThreshold,
        left.Unscored + right.Unscored, left.CostUsd + right.CostUsd, left.Stopped ?? right.Stopped);
}
