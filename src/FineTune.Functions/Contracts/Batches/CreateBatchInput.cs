using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Contracts.Batches;

/// <summary>A batch to create.</summary>
/// <param name="ScopeId">The data set or run that the requests belong to.</param>
/// <param name="Ordinal">Tells batches over the same requests apart: the first time is 0.</param>
/// <param name="FindOnly">The work was cancelled: find what an earlier attempt created, upload and create nothing.</param>
public sealed record CreateBatchInput(
    string Lineage, string ScopeId, int Ordinal, string Endpoint, BatchRequestFile File, bool FindOnly = false);
