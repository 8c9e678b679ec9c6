namespace FineTune.Functions.Contracts.Datasets;

/// <summary>An increment to stage.</summary>
/// <param name="At">UTC.</param>
public sealed record StageInput(string Lineage, string DatasetId, long Train, DateTime At);
