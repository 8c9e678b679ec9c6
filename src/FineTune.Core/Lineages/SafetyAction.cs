namespace FineTune.Core.Lineages;

/// <summary>What a finding does to its line.</summary>
public enum SafetyAction
{
    /// <summary>The line stays valid, with a warning.</summary>
    Warn,

    /// <summary>The line is rejected.</summary>
    Reject,

    /// <summary>The line stays valid with placeholders such as [EMAIL_1] in place of what was found. For personal data and secrets only.</summary>
    Redact,
}
