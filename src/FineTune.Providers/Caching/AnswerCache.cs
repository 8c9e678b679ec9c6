using System.Security.Cryptography;
using System.Text.Json;
using FineTune.Core.Storage;
using FineTune.Providers.Clients;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.Caching;

/// <summary>
/// Answers by what was asked: the SHA-256 of the model's identity and the request (model, messages, parameters, schema) in a form that
/// does not change with the client's version.
/// The store may fail at any time: then nothing is found, or nothing is kept.
/// </summary>
internal sealed partial class AnswerCache(Func<IBlobStore> store, TimeProvider time, ILogger<AnswerCache> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="identity">Who answers under the model's name; the same for endpoints behind which the same models are.</param>
    public static string Key(string identity, string model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(identity));
        hash.AppendData(ChatRequestJson.Write(options?.ModelId ?? model, messages, options, "max_tokens"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whole answers only: a refusal, a cut or filtered answer, a call of a tool, or text that is no JSON where a schema was given is none.</summary>
    public static bool IsWorthKeeping(ChatResponse response, ChatOptions? options) =>
        response.FinishReason == ChatFinishReason.Stop
        && !string.IsNullOrWhiteSpace(response.Text)
        && response.Messages.SelectMany(message => message.Contents).All(content => content is TextContent)
        && (options?.ResponseFormat is not ChatResponseFormatJson || IsJson(response.Text));

    public async Task<ChatResponse?> FindAsync(string key, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await store().ReadJsonAsync<StoredAnswer>(BlobPaths.CachedAnswer(key), both.Token) is { Version: StoredAnswer.CurrentVersion, Text.Length: > 0 } answer
                ? answer.ToResponse()
                : null;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            ReadFailed(error.GetType().Name);
            return null;
        }
    }

    public async Task KeepAsync(string key, ChatResponse response, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await store().WriteJsonAsync(BlobPaths.CachedAnswer(key), StoredAnswer.Of(response, time.GetUtcNow()), cancellationToken: both.Token);
        }
        catch (Exception error)
        {
            // The answer is there and paid for: it goes to the caller whatever becomes of its copy.
            WriteFailed(error.GetType().Name);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer cache cannot be read ({Error}), so the model is called. Check DataStorage, container 'cache'.")]
    private partial void ReadFailed(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer could not be stored in the cache ({Error}), so the same call will be paid for again. Check DataStorage, container 'cache'.")]
    private partial void WriteFailed(string error);
}
