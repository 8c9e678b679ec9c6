using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Validation;

/// <summary>What validation came to.</summary>
/// <param name="DatasetId">The id that a drop of these bytes has.</param>
/// <param name="Findings">In the order of their lines; about <see cref="FileValidation.MaxFindings"/> of lines at most, and as many of the set; of every rule at least the first.</param>
/// <param name="LeftOut">Findings that were made and are not listed.</param>
public sealed record FileResult(string DatasetId, long Bytes, ValidationSummary Summary, IReadOnlyList<Finding> Findings, long LeftOut);
