using FineTune.Core.Models;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities;

/// <summary>
/// Keeps a window to its share of an endpoint's requests per minute: calls start at even distances. The share is fixed by the
/// window's input, so that windows on several machines together stay within the limit; the endpoint's own client is the backstop.
/// It is never disposed: the client underneath is shared.
/// </summary>
internal sealed class PacedChatClient : DelegatingChatClient
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _distance;
    private readonly TimeProvider _time;
    private DateTimeOffset _next;

    private PacedChatClient(IChatClient inner, TimeSpan distance, TimeProvider time)
        : base(inner) => (_distance, _time, _next) = (distance, time, time.GetUtcNow());

    /// <summary>The client itself where the endpoint has no limit.</summary>
    public static IChatClient Share(IChatClient client, EndpointInfo endpoint, int inFlight, TimeProvider time) => endpoint.RequestsPerMinute <= 0
        ? client
        : new PacedChatClient(client, TimeSpan.FromMinutes(1) * Math.Max(1, inFlight) / endpoint.RequestsPerMinute, time);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Reserve(), _time, cancellationToken);
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }

    private TimeSpan Reserve()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var slot = _next > now ? _next : now;
            _next = slot + _distance;
            return slot - now;
        }
    }
}
