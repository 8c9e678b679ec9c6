using FineTune.Datasets.Reports;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>How a drop ended.</summary>
public sealed record DatasetResult(string DatasetId, DatasetOutcome Outcome, string? Reason);
