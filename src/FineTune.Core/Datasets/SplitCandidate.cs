namespace FineTune.Core.Datasets;

/// <summary>An accepted row that is to be given a part.</summary>
public readonly record struct SplitCandidate(string Id, ExampleOrigin Origin);
