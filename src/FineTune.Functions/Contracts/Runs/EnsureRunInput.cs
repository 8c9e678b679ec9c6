namespace FineTune.Functions.Contracts.Runs;

/// <summary>An increment whose run is to be seen to.</summary>
public sealed record EnsureRunInput(string Lineage, string DatasetId);
