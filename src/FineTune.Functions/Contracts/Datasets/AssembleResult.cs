namespace FineTune.Functions.Contracts.Datasets;

/// <summary>What was made.</summary>
/// <param name="Refusal">Why it is not enough to train on; null when it is.</param>
public sealed record AssembleResult(long Train, string? Refusal);
