using System.ClientModel;
using System.ClientModel.Primitives;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Limits;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace FineTune.Providers.OpenAI;

/// <summary>
/// <see cref="IChatClient"/> over the chat client of OpenAI 2.1.0, or its Azure subclass, by their protocol methods: the typed ones
/// throw on what compatible servers leave out or add. Errors are <see cref="ProviderException"/>s.
/// </summary>
internal sealed class OpenAIChatClient(
    ChatClient client, EndpointCaller caller, string model, string maxTokensField, ChatClientMetadata metadata) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var request = ChatJson.Request(options?.ModelId ?? model, prompt, options, maxTokensField);
        return caller.CallAsync(
            model,
            CallTokens.Estimate(prompt, options),
            async ct =>
            {
                using var content = BinaryContent.Create(request);
                var result = await client.CompleteChatAsync(content, new RequestOptions { CancellationToken = ct });
                return ChatJson.Response(result.GetRawResponse().Content);
            },
            response => response.Usage,
            cancellationToken);
    }

    /// <summary>The whole answer in one piece: nothing in the pipeline reads an answer before it is complete.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(client) ? client
        : null;

    public void Dispose()
    {
        // The client is shared and has nothing to dispose.
    }
}
