namespace FineTune.Datasets.Profiles;

/// <summary>What a provider would count over the valid rows of a drop, one epoch.</summary>
/// <param name="Limit">Longer examples are cut to this many tokens.</param>
/// <param name="Tokens">After the cut.</param>
/// <param name="CutExamples">Examples over the limit.</param>
/// <param name="Exact">False: some rows were not counted in this encoding, and the total was scaled from those that were.</param>
public sealed record TokenTotal(string Encoding, int Limit, long Tokens, long CutExamples, bool Exact);
