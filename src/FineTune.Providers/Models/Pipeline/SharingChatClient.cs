using FineTune.Core.Models;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Models.Pipeline;

/// <summary>
/// Attaches a window's share of the endpoint's limits to each call. The call waits for it in <see cref="LimitedChatClient"/>, where it
/// waits for everything else.
/// </summary>
internal sealed class SharingChatClient(IChatClient inner, RateShare share) : WholeAnswerChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, WindowShare.Attach(options, share), cancellationToken);
}
