namespace FineTune.Functions.Contracts.Datasets;

/// <summary>A file whose path names no lineage, or whose extension is not one of drops.</summary>
public sealed record RefusedDrop(string Path, string Reason, DateTimeOffset At);
