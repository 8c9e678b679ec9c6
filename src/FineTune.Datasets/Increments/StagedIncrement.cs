namespace FineTune.Datasets.Increments;

/// <summary>An increment that waits for a run, or is in one.</summary>
/// <param name="TakenBy">The run that took it; null while it waits.</param>
public sealed record StagedIncrement(string DatasetId, long Train, DateTimeOffset StagedAt, string? TakenBy);
