using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Stages;

/// <summary>
/// Base of the pipeline's stages. A stream yields the whole answer at once: nothing in the product reads an answer before it is complete,
/// and this way streamed calls pass every stage. Stages are not disposed, because the clients underneath are shared.
/// </summary>
internal abstract class WholeAnswerChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public sealed override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
