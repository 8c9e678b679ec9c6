namespace FineTune.Datasets.Rules;

/// <summary>How often a rule fired.</summary>
public sealed record RuleCount(string Rule, Severity Severity, long Count);
