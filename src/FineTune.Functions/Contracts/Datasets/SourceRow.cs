using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>A valid row together with its place in the source (validated.jsonl).</summary>
/// <param name="Findings">Of the line; only its first row carries them.</param>
public sealed record SourceRow(long Offset, long Length, ValidatedRow Row, IReadOnlyList<Finding> Findings);
