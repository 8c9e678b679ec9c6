using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Stages;

/// <summary>
/// Attaches a window's share of the endpoint's limits to each call. The stage of limits waits for it, where the
/// call waits for everything else.
/// </summary>
internal sealed class SharingChatClient(IChatClient inner, RateShare share) : WholeAnswerChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, WindowShare.Attach(options, share), cancellationToken);
}
