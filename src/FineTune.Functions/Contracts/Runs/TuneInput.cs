namespace FineTune.Functions.Contracts.Runs;

/// <summary>A lineage to tune.</summary>
/// <param name="Runs">Runs made since this instance was started.</param>
public sealed record TuneInput(string Lineage, int Runs = 0);
