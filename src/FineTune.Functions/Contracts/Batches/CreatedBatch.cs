namespace FineTune.Functions.Contracts.Batches;

/// <summary>The batch; or when to try again (UTC); or why there is none.</summary>
public sealed record CreatedBatch(string? BatchId, DateTime? RetryAt, string? Refusal);
