using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Billing;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Calls;

/// <summary>
/// Tells the metric of costs what each answer costs, by role, endpoint and model. The account books by itself: nothing is decided by this.
/// It is never disposed: the client underneath is shared.
/// </summary>
internal sealed class MeteredChatClient(IChatClient inner, string role, EndpointInfo endpoint, ModelPrice price) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        ModelMetrics.Cost(role, endpoint.Name, price.Model, CallPricing.Usage(price, response.Usage).PriceUsd);
        return response;
    }
}
