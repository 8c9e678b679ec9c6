namespace FineTune.Datasets.Rules;

/// <summary>What a finding does to its line.</summary>
public enum Severity
{
    Info,
    Warning,

    /// <summary>The line is rejected. About the whole set: it should not be trained on as it is.</summary>
    Error,
}
