using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Calls;

/// <summary>
/// Keeps a window to its share of an endpoint's requests and tokens per minute. The share is fixed by the window's input, so that windows
/// on several machines together stay within the limits; the endpoint's own client is the backstop.
/// It is never disposed: the client underneath is shared.
/// </summary>
internal sealed class PacedChatClient : DelegatingChatClient
{
    private readonly RateShare _share;

    private PacedChatClient(IChatClient inner, RateShare share)
        : base(inner) => _share = share;

    /// <summary>The client itself where the endpoint has no limits.</summary>
    public static IChatClient Share(IChatClient client, EndpointInfo endpoint, int inFlight, TimeProvider time) =>
        RateShare.Of(endpoint, inFlight, time) is { } share ? new PacedChatClient(client, share) : client;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var tokens = CallTokens.Estimate(prompt, options);
        await _share.TakeAsync(tokens, cancellationToken);
        var response = await base.GetResponseAsync(prompt, options, cancellationToken);
        if (CachedAnswer.Is(response))
        {
            _share.Return(tokens);
        }
        else
        {
            _share.Correct(tokens, response.Usage);
        }

        return response;
    }
}
