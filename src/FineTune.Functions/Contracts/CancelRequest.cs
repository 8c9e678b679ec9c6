namespace FineTune.Functions.Contracts;

/// <summary>Asks a run to stop.</summary>
public sealed record CancelRequest(string? By, string? Reason);
