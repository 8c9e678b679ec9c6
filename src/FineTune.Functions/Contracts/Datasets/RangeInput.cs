using FineTune.Core.Lineages;
using FineTune.Datasets.Lines;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>A range to check.</summary>
/// <param name="Safety">The lineage's policy; the defaults where it is null.</param>
public sealed record RangeInput(string Lineage, string DatasetId, ByteRange Range, ModelChoice Trainer, SafetySettings? Safety = null);
