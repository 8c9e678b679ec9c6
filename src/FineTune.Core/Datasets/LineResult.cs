namespace FineTune.Core.Datasets;

/// <summary>What became of a line.</summary>
/// <param name="Row">Null exactly when a finding is an error.</param>
public sealed record LineResult(ValidatedRow? Row, IReadOnlyList<Finding> Findings);
