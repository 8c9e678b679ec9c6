using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Clients;

/// <summary>
/// Writes a chat request of the OpenAI protocol for the keys of the answer cache and the lines of batches. Both must be the same bytes for
/// the same request, whatever version of the official client sends single calls. A test compares this form with what the client sends.
/// </summary>
internal static class ChatRequestJson
{
    /// <param name="maxTokensField">Newer models refuse <c>max_tokens</c>; some compatible servers know nothing else.</param>
    public static BinaryData Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, string maxTokensField)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray([.. messages.SelectMany(Message)]),
        };
        Set(body, "temperature", options?.Temperature is { } temperature ? Math.Round((double)temperature, 6) : null);
        Set(body, "top_p", options?.TopP is { } topP ? Math.Round((double)topP, 6) : null);
        Set(body, maxTokensField, options?.MaxOutputTokens);
        Set(body, "seed", options?.Seed);
        Set(body, "stop", options?.StopSequences is { Count: > 0 } stop ? new JsonArray([.. stop.Select(s => JsonValue.Create(s))]) : null);
        Set(body, "response_format", Format(options?.ResponseFormat));
        return BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    public static string Arguments(FunctionCallContent call) =>
        JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>());

    private static IEnumerable<JsonNode> Message(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
        {
            yield return new JsonObject
            {
                ["role"] = "tool",
                ["tool_call_id"] = result.CallId,
                ["content"] = result.Result?.ToString() ?? string.Empty,
            };
        }

        if (results.Count > 0 && message.Text.Length == 0)
        {
            yield break;
        }

        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToArray();
        var node = new JsonObject
        {
            ["role"] = message.Role == ChatRole.Tool ? "user" : message.Role.Value,
            ["content"] = calls.Length > 0 && message.Text.Length == 0 ? null : message.Text,
        };
        Set(node, "name", message.AuthorName);
        Set(node, "tool_calls", calls.Length > 0 ? new JsonArray(calls) : null);
        yield return node;
    }

    private static JsonNode Call(FunctionCallContent call) => new JsonObject
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = call.Name,
            ["arguments"] = Arguments(call),
        },
    };

    private static JsonObject? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject
            {
                ["name"] = SchemaName(json.SchemaName),
                ["description"] = json.SchemaDescription,
                ["strict"] = true,
                ["schema"] = JsonNode.Parse(schema.GetRawText()),
            },
        },
        ChatResponseFormatJson => new JsonObject { ["type"] = "json_object" },
        _ => null,
    };

    /// <summary>The protocol allows up to 64 letters, digits, underscores and hyphens.</summary>
    public static string SchemaName(string? name)
    {
        var valid = string.Concat((name ?? string.Empty).Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return valid.Length > 0 ? valid : "answer";
    }

    private static void Set(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
