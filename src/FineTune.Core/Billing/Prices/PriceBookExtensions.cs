using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Billing.Prices;

public static class PriceBookExtensions
{
    /// <summary>
    /// The price of a chosen model; null if it is unknown. Local and recorded models, and self-hosted ones without a price, cost nothing.
    /// </summary>
    public static ModelPrice? Find(this IPriceBook prices, EndpointKind kind, ModelChoice choice)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(choice);
        var model = choice.PricedAs ?? choice.Model;
        return prices.Find(kind, model)
            ?? (kind is EndpointKind.Local or EndpointKind.Recorded or EndpointKind.Compatible ? ModelPrice.Free(kind, model) : null);
    }
}
