namespace FineTune.Functions.Contracts.Batches;

/// <summary>A file of requests on its way.</summary>
/// <param name="Ordinal">Batches that these requests have been in before.</param>
/// <param name="BatchId">Null until the batch exists.</param>
/// <param name="Left">Requests of earlier batches that are left to the windows.</param>
public sealed record BatchInput(
    BatchCallsInput Calls, PlannedBatch Batch, int Ordinal = 0, string? BatchId = null, int Polls = 0, bool IsCancelled = false, int Left = 0);
