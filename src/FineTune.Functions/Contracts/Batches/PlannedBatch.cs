using FineTune.Core.Lineages;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Contracts.Batches;

/// <summary>Requests to one model.</summary>
public sealed record PlannedBatch(ModelChoice Model, BatchRequestFile File);
