namespace FineTune.Functions.Contracts.Batches;

/// <summary>The batches of one wave of a stage; or why its settings contradict each other. No batches: the rest is called singly.</summary>
public sealed record PlannedBatches(IReadOnlyList<PlannedBatch> Batches, string? Refusal);
