using FineTune.Core.Lineages;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>What was copied.</summary>
/// <param name="Bytes">Of the JSON Lines.</param>
/// <param name="Refusal">Why the drop cannot be processed; then there are no settings.</param>
public sealed record CopyResult(long Bytes, LineageSettings? Settings, string? Refusal);
