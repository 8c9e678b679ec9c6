namespace FineTune.Functions.Contracts.Runs;

/// <summary>What a tune came to.</summary>
/// <param name="Blocked">Why staged increments could not be planned; null when nothing is left.</param>
public sealed record TuneResult(string Lineage, int Runs, string? Blocked);
