using FineTune.Core.Billing.Prices;

namespace FineTune.Core.Billing;

/// <summary>What a job can cost at most.</summary>
public static class TrainingPrice
{
    /// <summary>US dollars; 0 where the price book has no training price: the pre-flight check refuses such a job where a budget is set.</summary>
    public static decimal WorstCase(long tokensPerEpoch, int epochs, ModelPrice price)
    {
        ArgumentNullException.ThrowIfNull(price);
        return (decimal)tokensPerEpoch * epochs * (price.TrainingPerMillion ?? 0) / 1_000_000m;
    }
}
