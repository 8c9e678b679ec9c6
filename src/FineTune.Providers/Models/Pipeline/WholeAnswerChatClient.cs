using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Models.Pipeline;

/// <summary>
/// A stage of the pipeline. Streams give the whole answer in one piece: nothing reads an answer before it is complete, and so no stage is passed by.
/// Stages are never disposed: what is underneath is shared.
/// </summary>
internal abstract class WholeAnswerChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public sealed override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
