namespace FineTune.Functions.Contracts.Batches;

/// <summary>How it ended.</summary>
/// <param name="LeftOver">Requests that no batch answered.</param>
/// <param name="Reason">Why, in the provider's codes; null when it is not known or nothing was left over.</param>
public sealed record BatchEnd(int LeftOver, string? Reason)
{
    public static BatchEnd Unknown { get; } = new(0, null);
}
