namespace FineTune.Datasets.Analysis;

/// <summary>How many rows are of a kind.</summary>
public sealed record NamedCount(string Name, long Count);
