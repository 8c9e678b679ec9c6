using FineTune.Core.Billing.Prices;

namespace FineTune.Synthesis.Judging;

/// <summary>What one judge can cost at most.</summary>
public static class JudgingPrice
{
    /// <summary>Tokens of the rubric and the section marks around each row, rounded up.</summary>
    public const int PromptTokens = 600;

    /// <summary>Upper bound of a verdict, in tokens.</summary>
    public const int VerdictTokens = 400;

    /// <summary>US dollars for <paramref name="rows"/> rows of <paramref name="rowTokens"/> tokens in sum, when every answer uses its whole length.</summary>
    public static decimal WorstCase(ModelPrice price, int rows, long rowTokens, int maxOutputTokens)
    {
        ArgumentNullException.ThrowIfNull(price);
        return price.Call(rowTokens + ((long)rows * PromptTokens), (long)rows * maxOutputTokens);
    }
}
