using FineTune.Core.Lineages;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>An increment to make.</summary>
public sealed record AssembleInput(string Lineage, string DatasetId, LineageSettings Settings);
