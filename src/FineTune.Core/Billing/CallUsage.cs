namespace FineTune.Core.Billing;

/// <summary>Tokens and price of paid calls; additive.</summary>
public sealed record CallUsage(long InputTokens, long OutputTokens, decimal PriceUsd)
{
    public static CallUsage Zero { get; } = new(0, 0, 0);

    public static CallUsage operator +(CallUsage left, CallUsage right) =>
        new(left.InputTokens + right.InputTokens, left.OutputTokens + right.OutputTokens, left.PriceUsd + right.PriceUsd);

    public static CallUsage Add(CallUsage left, CallUsage right) => left + right;
}
