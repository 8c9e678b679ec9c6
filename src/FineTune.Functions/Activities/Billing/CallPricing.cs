using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Billing;

/// <summary>The price of a model's calls, or the reason why there is none.</summary>
internal static class CallPricing
{
    /// <summary>
    /// The price of a chosen model. Local models and self-hosted ones without a price cost nothing; a paid model without a price
    /// is refused, since no budget could hold.
    /// </summary>
    public static (ModelPrice? Price, string? Refusal) Find(IPriceBook prices, EndpointInfo endpoint, ModelChoice choice)
    {
        var model = choice.PricedAs ?? choice.Model;
        if (prices.Find(endpoint.Kind, model) is { } price)
        {
            return (price, null);
        }

        return endpoint.Kind is EndpointKind.Local or EndpointKind.Recorded or EndpointKind.Compatible
            ? (ModelPrice.Free(endpoint.Kind, model), null)
            : (null, $"No price is known for '{model}' at endpoint '{endpoint.Name}'. Add it to the price file (setting Prices__Path), or set pricedAs to the model behind the deployment.");
    }

    /// <param name="factor">Share of the price of a single call.</param>
    public static CallUsage Usage(ModelPrice price, UsageDetails? usage, decimal factor = 1)
    {
        var (input, output) = (usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
        return new CallUsage(input, output, factor * price.Call(input, output));
    }
}
