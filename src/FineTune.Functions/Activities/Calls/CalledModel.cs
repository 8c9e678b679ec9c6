using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Windows;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Calls;

/// <summary>A model as a window may call it: within the window's share of the endpoint, and with its costs in the metric.</summary>
/// <param name="Concurrency">Calls that the window may have in flight.</param>
internal sealed record CalledModel(ModelChoice Choice, IChatClient Client, ModelPrice Price, int Concurrency)
{
    /// <summary>The model, or why it cannot be called.</summary>
    /// <param name="role">The role in the cost metric.</param>
    public static (CalledModel? Model, string? Refusal) Create(
        string role, ModelChoice choice, IModelEndpoints endpoints, IPriceBook prices, EndpointShares shares)
    {
        var endpoint = endpoints.Describe(choice.Endpoint);
        var (price, refusal) = CallPricing.Find(prices, endpoint, choice);
        if (price is null)
        {
            return (null, refusal);
        }

        var client = endpoints.GetChatClient(choice.Endpoint, choice.Model, new ModelUse(role, price, shares));
        return (new CalledModel(choice, client, price, WindowLimits.Concurrency(endpoint, shares.Sharers)), null);
    }
}
