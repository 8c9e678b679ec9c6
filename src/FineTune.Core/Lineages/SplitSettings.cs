namespace FineTune.Core.Lineages;

/// <summary>How an increment is divided. Only the owner's rows are held out; training keeps at least 10 rows.</summary>
public sealed record SplitSettings
{
    /// <summary>Share of the owner's accepted rows used to prove the candidate.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Share frozen to detect forgetting in later runs.</summary>
    public double Retention { get; init; } = 0.05;

    public int MaxValidation { get; init; } = 200;

    public int MaxRetention { get; init; } = 100;
}
