namespace FineTune.Synthesis.Judging;

/// <summary>What the panel decided.</summary>
public enum PanelOutcome
{
    Kept,
    BelowThreshold,
    Unscored,
}
