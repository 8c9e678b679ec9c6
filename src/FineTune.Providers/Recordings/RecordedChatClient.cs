using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Recordings;

/// <summary>Answers the last user message from a recording, free of charge. What is not recorded is refused as such, never invented.</summary>
internal sealed class RecordedChatClient(string endpoint, string model, Lazy<Recording> recording) : IChatClient
{
    /// <summary>Code of the error for a question that is not in the recording.</summary>
    public const string NotRecorded = "not_recorded";

    private readonly ChatClientMetadata _metadata = new("recorded", defaultModelId: model);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? string.Empty;
        if (recording.Value.Find(question) is not { } answer)
        {
            throw new ProviderException(
                ProviderErrorKind.Invalid,
                $"Endpoint '{endpoint}', model '{model}': this instruction is not recorded. Use an instruction of the recording's {recording.Value.Rows} rows, or add rows to it.",
                NotRecorded);
        }

        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { ModelId = model, FinishReason = ChatFinishReason.Stop });
    }

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
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing to dispose.
    }
}
