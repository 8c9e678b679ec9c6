using FineTune.Core.Models;
using FineTune.Providers.Stages;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Limits;

/// <summary>
/// Applies the endpoint's limits, concurrency, pauses, circuit and retries to chat calls (see <see cref="EndpointCaller"/>).
/// </summary>
internal sealed class LimitedChatClient(IChatClient inner, EndpointCaller caller, string model) : WholeAnswerChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        return caller.CallAsync(
            model, CallTokens.Estimate(prompt, options), WindowShare.Of(options), ct => base.GetResponseAsync(prompt, options, ct),
            response => response.Usage, cancellationToken);
    }
}
