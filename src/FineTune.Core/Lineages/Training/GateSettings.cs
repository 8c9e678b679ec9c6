namespace FineTune.Core.Lineages.Training;

/// <summary>When a candidate is good enough.</summary>
public sealed record GateSettings
{
    /// <summary>The mean panel score (1 to 10) on new data may fall below the parent's by at most this, unless the fall is within chance (95%).</summary>
    public double ValidationMargin { get; init; } = 0.25;

    /// <summary>The mean panel score on a retention set may fall below the parent's by at most this, unless the fall is within chance (95%).</summary>
    public double RetentionMargin { get; init; } = 1.0;

    /// <summary>Above this share of unscored comparisons the gate does not decide in favour of the candidate.</summary>
    public double MaxUnscored { get; init; } = 0.2;
}
