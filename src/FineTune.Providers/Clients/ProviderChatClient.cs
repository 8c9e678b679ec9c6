using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Stages;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Clients;

/// <summary>
/// The last stage before the official client. It narrows requests to what this project sends, and restores in answers what the typed
/// models cannot hold.
/// </summary>
internal sealed class ProviderChatClient(IChatClient official, string maxTokensField, ChatClientMetadata metadata)
    : WholeAnswerChatClient(official)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> prompt = [.. WireMessages.Of(messages)];
        if (prompt.Count == 0)
        {
            throw new ProviderException(
                ProviderErrorKind.Invalid,
                $"Model '{metadata.DefaultModelId}': the call was not made because it has no messages. Check the row or the method's prompt.",
                "no_messages");
        }

        // Azure's client fetches Entra tokens without the call's cancellation.
        var call = base.GetResponseAsync(prompt, WireOptions.Of(options, maxTokensField), cancellationToken);
        return ChatReply.Complete(await call.WaitAsync(cancellationToken));
    }

    /// <summary>Our own metadata: the adapter names every provider "openai".</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? metadata : base.GetService(serviceType, serviceKey);
}
