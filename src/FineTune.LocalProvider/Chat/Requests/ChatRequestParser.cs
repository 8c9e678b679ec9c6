using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Requests;

/// <summary>Reads a chat request as strictly as the real services do where it matters to a client.</summary>
internal static partial class ChatRequestParser
{
    private const int MostChoices = 128;
    private const int MostStops = 4;
    private static readonly HashSet<string> Roles = ["system", "developer", "user", "assistant", "tool", "function"];

    public static ChatRequest Parse(JsonElement body, string? deployment)
    {
        var model = deployment ?? body.Required("model");
        if (body.Flag("stream"))
            throw ApiException.BadRequest("This provider does not stream; send the request without 'stream'.", "stream", "unsupported_value");
        var messages = Messages(body);
        body.Number("temperature", 0, 2);
        body.Number("top_p", 0, 1);
        var (format, schema) = Format(body, messages);
        var top = (int)(body.Whole("top_logprobs", 0, 20) ?? 0);
        var wanted = body.Flag("logprobs");
        if (top > 0 && !wanted)
            throw ApiException.BadRequest("'top_logprobs' needs 'logprobs' to be true.", "top_logprobs");
        var tools = body.Field("tools");
        return new ChatRequest(model, messages)
        {
            Choices = (int)(body.Whole("n", 1, MostChoices) ?? 1),
            Seed = body.Whole("seed", long.MinValue, long.MaxValue),
            MaxTokens = (int?)(body.Whole("max_completion_tokens", 1, int.MaxValue) ?? body.Whole("max_tokens", 1, int.MaxValue)),
            Stop = Stops(body),
            Format = format,
            Schema = schema,
            LogProbabilities = wanted,
            TopLogProbabilities = top,
            HasTools = tools is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0,
            ToolTokens = tools is { } definition ? TokenCounter.Count(definition.GetRawText()) : 0,
        };
    }

    private static List<ChatMessage> Messages(JsonElement body)
    {
        if (body.Field("messages") is not { } list)
            throw ApiException.BadRequest("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
        if (list.ValueKind != JsonValueKind.Array)
            throw JsonReading.Wrong("messages", "an array", list);
        if (list.GetArrayLength() == 0)
            throw ApiException.BadRequest("Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages", "empty_array");
        var messages = new List<ChatMessage>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
            messages.Add(Message(item, $"messages[{messages.Count}]"));
        return messages;
    }

    private static ChatMessage Message(JsonElement item, string at)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw JsonReading.Wrong(at, "an object", item);
        var role = item.Text("role", at + ".role") ?? throw ApiException.BadRequest($"Missing required parameter: '{at}.role'.", at + ".role", "missing_required_parameter");
        if (!Roles.Contains(role))
            throw ApiException.BadRequest($"Invalid value: '{role}'. Supported values are: {string.Join(", ", Roles.Select(r => $"'{r}'"))}.", at + ".role", "invalid_value");
        var name = item.Text("name", at + ".name");
        if (item.Field("content") is not { } content)
        {
            return role == "assistant" && (item.Field("tool_calls") ?? item.Field("function_call") ?? item.Field("refusal")) is { } instead
                ? new ChatMessage(role, instead.ValueKind == JsonValueKind.String ? instead.GetString()! : instead.GetRawText(), name)
                : throw ApiException.BadRequest($"Invalid value for 'content': expected a string, got null. ({at})", at + ".content", "invalid_type");
        }

        return new ChatMessage(role, Content(content, at + ".content"), name);
    }

    private static string Content(JsonElement content, string at)
    {
        if (content.ValueKind == JsonValueKind.String)
            return content.Said(at);
        if (content.ValueKind != JsonValueKind.Array)
            throw JsonReading.Wrong(at, "a string or an array of parts", content);
        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
            text.Append(part.Text("text", at) ?? throw ApiException.BadRequest($"'{at}' holds a part that is no text; this provider reads text only.", at, "unsupported_value"));
        return text.ToString();
    }

    private static List<string> Stops(JsonElement body)
    {
        if (body.Field("stop") is not { } stop)
            return [];
        if (stop.ValueKind == JsonValueKind.String)
            return [stop.GetString()!];
        if (stop.ValueKind != JsonValueKind.Array || stop.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String))
            throw JsonReading.Wrong("stop", "a string or an array of strings", stop);
        return stop.GetArrayLength() <= MostStops
            ? [.. stop.EnumerateArray().Select(s => s.GetString()!)]
            : throw ApiException.BadRequest($"Invalid 'stop': {stop.GetArrayLength()} sequences, at most {MostStops} are allowed.", "stop", "array_above_max_length");
    }

    private static (AnswerFormat, JsonElement) Format(JsonElement body, List<ChatMessage> messages)
    {
        if (body.Field("response_format") is not { } format)
            return (AnswerFormat.Text, default);
        switch (format.Text("type", "response_format.type"))
        {
            case "text":
                return (AnswerFormat.Text, default);
            case "json_object":
                return messages.Exists(m => m.Text.Contains("json", StringComparison.OrdinalIgnoreCase))
                    ? (AnswerFormat.JsonObject, default)
                    : throw ApiException.BadRequest("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages");
            case "json_schema":
                var block = format.Field("json_schema") ?? throw ApiException.BadRequest("Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema", "missing_required_parameter");
                var name = block.Text("name", "response_format.json_schema.name") ?? "";
                if (!SchemaName().IsMatch(name))
                    throw ApiException.BadRequest("Invalid 'response_format.json_schema.name': 1 to 64 letters, digits, '_' or '-' are needed.", "response_format.json_schema.name", "invalid_value");
                var schema = block.Field("schema") ?? throw ApiException.BadRequest("Missing required parameter: 'response_format.json_schema.schema'.", "response_format.json_schema.schema", "missing_required_parameter");
                if (block.Flag("strict"))
                    SchemaCheck.RequireStrict(schema, name);
                return (AnswerFormat.JsonSchema, schema);
            case var other:
                throw ApiException.BadRequest($"Invalid value: '{other}'. Supported values are: 'text', 'json_object', 'json_schema'.", "response_format.type", "invalid_value");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex SchemaName();
}
