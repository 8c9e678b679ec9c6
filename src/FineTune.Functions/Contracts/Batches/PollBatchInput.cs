namespace FineTune.Functions.Contracts.Batches;

/// <summary>A batch at an endpoint.</summary>
public sealed record PollBatchInput(string Endpoint, string BatchId);
