namespace FineTune.Functions.Contracts.Synthesis;

/// <summary>A round that is over.</summary>
/// <param name="First">Its first window.</param>
public sealed record PoolRoundInput(WindowInput First, int Windows);
