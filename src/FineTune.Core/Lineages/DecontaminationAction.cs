namespace FineTune.Core.Lineages;

/// <summary>What becomes of a contaminated line.</summary>
public enum DecontaminationAction
{
    /// <summary>The line is rejected.</summary>
    Reject,

    /// <summary>The line stays valid, with a warning.</summary>
    Warn,
}
