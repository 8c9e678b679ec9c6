using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Analysis;

/// <summary>What was found about a drop's valid rows together.</summary>
/// <param name="Unlisted">How many more there are of a rule than the findings that are listed.</param>
public sealed record SetResult(IReadOnlyList<Finding> Findings, IReadOnlyList<RuleCount> Unlisted);
