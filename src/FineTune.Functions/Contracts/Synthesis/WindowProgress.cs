namespace FineTune.Functions.Contracts.Synthesis;

/// <summary>What one pass over a window came to. Not complete: call it again.</summary>
public sealed record WindowProgress(bool Complete, SynthesisTotals Totals);
