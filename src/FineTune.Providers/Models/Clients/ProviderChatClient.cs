using FineTune.Core.Training;
using FineTune.Providers.Models.Pipeline;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Models.Clients;

/// <summary>
/// The official client's end of the pipeline: calls go out with what this project sends, and answers come back as the provider gave them,
/// where the typed models in between have no place for it.
/// </summary>
internal sealed class ProviderChatClient(IChatClient official, string maxTokensField, ChatClientMetadata metadata) : WholeAnswerChatClient(official)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> prompt = [.. WireMessages.Of(messages)];
        return prompt.Count == 0
            ? throw new ProviderException(ProviderErrorKind.Invalid, "The call has no messages, so it was not made.", "no_messages")
            : ChatReply.Complete(await base.GetResponseAsync(prompt, WireOptions.Of(options, maxTokensField), cancellationToken));
    }

    /// <summary>The adapter calls every provider "openai".</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? metadata : base.GetService(serviceType, serviceKey);
}
