using FineTune.Core.Models;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Stages;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Caching;

/// <summary>Answers calls that were answered before, marked by <see cref="CachedAnswer"/>; only whole answers are kept.</summary>
internal sealed class CachedChatClient(IChatClient inner, AnswerCache cache, CacheMode mode, string endpoint, string identity, string model)
    : WholeAnswerChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!IsCacheable(options))
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        var prompt = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var key = AnswerCache.Key(identity, model, prompt, options);
        var known = await cache.FindAsync(key, cancellationToken);
        ModelMetrics.LookedUp(endpoint, model, known is not null);
        if (known is not null)
        {
            CachedAnswer.Mark(known);
            return known;
        }

        var response = await base.GetResponseAsync(prompt, options, cancellationToken);
        if (AnswerCache.IsWorthKeeping(response, options))
        {
            await cache.KeepAsync(key, response, cancellationToken);
        }

        return response;
    }

    private bool IsCacheable(ChatOptions? options) => mode == CacheMode.All || options?.Temperature == 0 || options?.Seed is not null;
}
