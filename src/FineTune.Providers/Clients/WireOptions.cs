using Microsoft.Extensions.AI;
using OpenAI.Chat;
using WireFormat = OpenAI.Chat.ChatResponseFormat;

namespace FineTune.Providers.Clients;

/// <summary>
/// The options of a call as they are sent: those that <see cref="ChatRequestJson"/> writes and no others, so that calls with the same key
/// in the answer cache are the same call to the provider.
/// </summary>
internal static class WireOptions
{
    /// <param name="maxTokensField">Newer models refuse <c>max_tokens</c>; some compatible servers know nothing else.</param>
    public static ChatOptions? Of(ChatOptions? options, string maxTokensField) => options is null ? null : new ChatOptions
    {
        ModelId = options.ModelId,
        Temperature = options.Temperature,
        TopP = options.TopP,
        Seed = options.Seed,
        StopSequences = options.StopSequences,
        MaxOutputTokens = IsOlder(maxTokensField) ? null : options.MaxOutputTokens,
        ResponseFormat = options.ResponseFormat as ChatResponseFormatJson,
        RawRepresentationFactory = _ => Completion(options, maxTokensField),
    };

    private static ChatCompletionOptions Completion(ChatOptions options, string maxTokensField)
    {
        var completion = new ChatCompletionOptions();
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } format)
        {
            // Set here, the schema is sent as it is. The adapter would move keywords such as minimum into its description.
            completion.ResponseFormat = WireFormat.CreateJsonSchemaFormat(
                ChatRequestJson.SchemaName(format.SchemaName),
                BinaryData.FromString(schema.GetRawText()),
                format.SchemaDescription,
                jsonSchemaIsStrict: true);
        }

        if (IsOlder(maxTokensField) && options.MaxOutputTokens is { } most)
        {
#pragma warning disable SCME0001 // The patch of a model is the library's way to send fields that it has no property for.
            completion.Patch.Set("$.max_tokens"u8, most);
#pragma warning restore SCME0001
        }

        return completion;
    }

    private static bool IsOlder(string maxTokensField) => maxTokensField == "max_tokens";
}
