namespace FineTune.Functions.Contracts.Datasets;

/// <summary>A drop to work on.</summary>
/// <param name="ETag">The version of the drop that has these bytes.</param>
/// <param name="Waits">Null until the increment is staged; then how often its taking was looked for.</param>
public sealed record DatasetInput(string Lineage, string Name, string ETag, string DatasetId, int? Waits = null);
