namespace FineTune.Functions.Contracts.Batches;

/// <summary>A batch that has ended.</summary>
public sealed record JoinBatchInput(BatchCallsInput Calls, PlannedBatch Batch, string BatchId);
