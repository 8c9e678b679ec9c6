using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Providers.Http;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.OpenAI;

/// <summary>Chat requests and replies of the OpenAI protocol. Replies are read tolerantly: servers differ in what they leave out.</summary>
internal static class ChatJson
{
    /// <param name="maxTokensField">Newer models refuse <c>max_tokens</c>; some compatible servers know nothing else.</param>
    public static BinaryData Request(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, string maxTokensField)
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

    /// <exception cref="FormatException">The reply is no chat completion.</exception>
    public static ChatResponse Response(BinaryData reply)
    {
        using var document = JsonDocument.Parse(reply);
        var root = document.RootElement;
        if (root.Items("choices").Select(c => (JsonElement?)c).FirstOrDefault() is not { } choice)
        {
            throw new FormatException("The reply holds no choices.");
        }

        var message = new ChatMessage(ChatRole.Assistant, [.. Contents(choice.Object("message"))]);
        return new ChatResponse(message)
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            CreatedAt = root.Moment("created"),
            FinishReason = choice.Text("finish_reason") is { Length: > 0 } reason ? new ChatFinishReason(reason) : null,
            Usage = root.Object("usage") is { } usage ? Usage(usage) : null,
        };
    }

    private static UsageDetails Usage(JsonElement usage)
    {
        var (input, output) = (usage.Integer("prompt_tokens"), usage.Integer("completion_tokens"));
        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = usage.Integer("total_tokens") ?? input + output,
            CachedInputTokenCount = usage.Object("prompt_tokens_details")?.Integer("cached_tokens"),
            ReasoningTokenCount = usage.Object("completion_tokens_details")?.Integer("reasoning_tokens"),
        };
    }

    private static IEnumerable<AIContent> Contents(JsonElement? message)
    {
        if (message is not { } present)
        {
            yield break;
        }

        var text = present.Text("content") ?? string.Concat(present.Items("content").Select(part => part.Text("text")));
        if (text.Length > 0)
        {
            yield return new TextContent(text);
        }

        if (present.Text("refusal") is { Length: > 0 } refusal)
        {
            yield return new ErrorContent(refusal) { ErrorCode = "Refusal" };
        }

        foreach (var call in present.Items("tool_calls"))
        {
            if (call.Object("function") is { } function)
            {
                var arguments = new Dictionary<string, object?> { ["json"] = function.Text("arguments") };
                yield return new FunctionCallContent(call.Text("id") ?? string.Empty, function.Text("name") ?? string.Empty, arguments);
            }
        }
    }

    private static IEnumerable<JsonNode> Message(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
        {
            yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = result.Result?.ToString() ?? string.Empty };
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

    private static JsonNode Call(FunctionCallContent call)
    {
        var arguments = call.Arguments is { Count: 1 } single && single.TryGetValue("json", out var json) && json is string text
            ? text
            : JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>());
        return new JsonObject
        {
            ["id"] = call.CallId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
        };
    }

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

    private static string SchemaName(string? name)
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
