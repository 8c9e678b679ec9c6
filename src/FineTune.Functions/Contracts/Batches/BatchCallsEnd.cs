namespace FineTune.Functions.Contracts.Batches;

/// <summary>How a stage's batches ended.</summary>
/// <param name="Refusal">Why the lineage's settings allow no batches though they ask for them.</param>
public sealed record BatchCallsEnd(string? Refusal)
{
    public static BatchCallsEnd Over { get; } = new((string?)null);
}
