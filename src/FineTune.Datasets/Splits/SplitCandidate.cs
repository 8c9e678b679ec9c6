using FineTune.Core.Examples;

namespace FineTune.Datasets.Splits;

/// <summary>An accepted row that is to be given a part.</summary>
/// <param name="Group">Rows of one group go to one part; null: the row stands alone.</param>
public readonly record struct SplitCandidate(string Id, ExampleOrigin Origin, long? Group = null);
