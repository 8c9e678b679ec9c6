using FineTune.Core.Models;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Stages;

/// <summary>
/// Records the cost of each answer in the cost metric, by role, endpoint and model. Budgets do not depend on it: accounts do their own
/// booking.
/// </summary>
internal sealed class MeteredChatClient(IChatClient inner, string endpoint, ModelUse use) : WholeAnswerChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        var cost = use.Price.Call(response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
        ModelMetrics.Cost(use.Role, endpoint, use.Price.Model, cost);
        return response;
    }
}
