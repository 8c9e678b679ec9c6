using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Billing;

/// <summary>The price of a model's calls, or the reason why there is none.</summary>
internal static class CallPricing
{
    /// <summary>A paid model without a price is refused, since no budget could be kept.</summary>
    public static (ModelPrice? Price, string? Refusal) Find(IPriceBook prices, EndpointInfo endpoint, ModelChoice choice) =>
        prices.Find(endpoint.Kind, choice) is { } price
            ? (price, null)
            : (null, $"No price is known for '{choice.PricedAs ?? choice.Model}' at endpoint '{endpoint.Name}'. Add it to the price file (setting Prices__Path), or set pricedAs to the model behind the deployment.");

    /// <param name="factor">Share of the price of a single call.</param>
    public static CallUsage Usage(ModelPrice price, UsageDetails? usage, decimal factor = 1)
    {
        var (input, output) = (usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
        return new CallUsage(input, output, factor * price.Call(input, output));
    }
}
