namespace FineTune.Core.Lineages.Training;

/// <summary>Whether a person confirms a candidate that passed the gate.</summary>
public sealed record ApprovalSettings
{
    public bool Required { get; init; }

    /// <summary>Days to wait; then the run is held.</summary>
    public double TimeoutDays { get; init; } = 7;
}
