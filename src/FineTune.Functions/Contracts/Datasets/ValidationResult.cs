namespace FineTune.Functions.Contracts.Datasets;

/// <summary>What validation came to.</summary>
/// <param name="Reason">The business refusal; null when the drop continues.</param>
public sealed record ValidationResult(long Valid, string? Reason);
