using FineTune.Core.Billing.Prices;

namespace FineTune.Synthesis.Teachers;

/// <summary>What generating can cost at most.</summary>
public static class GenerationPrice
{
    /// <summary>Upper bound of one answer, in tokens per example asked for.</summary>
    public const int TokensPerExample = 600;

    /// <summary>Upper bound of one prompt, in tokens: demonstrations are cut to it.</summary>
    public const int PromptTokens = 6_000;

    /// <summary>US dollars, when every call uses its whole prompt and its whole answer.</summary>
    public static decimal WorstCase(ModelPrice price, int calls, int inputTokensPerCall, int maxOutputTokens)
    {
        ArgumentNullException.ThrowIfNull(price);
        return price.Call((long)calls * inputTokensPerCall, (long)calls * maxOutputTokens);
    }
}
