using System.Buffers;
using System.ClientModel.Primitives;
using System.Text.Json;
using FineTune.Providers.Http;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace FineTune.Providers.Clients;

/// <summary>
/// Reads chat replies of the OpenAI protocol tolerantly, and rewrites them into the canonical form that the typed model reads without loss.
/// </summary>
internal static class ChatReply
{
    /// <summary>Our own field for a finish reason that the model's enumeration lacks; empty if the reply has none.</summary>
    private static readonly JsonEncodedText RawFinish = JsonEncodedText.Encode("finetune_finish_reason");

    private static readonly string[] Finishes = ["stop", "length", "tool_calls", "content_filter"];

    /// <exception cref="FormatException">The reply is not a chat completion.</exception>
    /// <exception cref="JsonException">The reply is not JSON.</exception>
    public static BinaryData Shape(ReadOnlyMemory<byte> reply)
    {
        using var document = JsonDocument.Parse(reply);
        var root = document.RootElement;
        if (root.Items("choices").Select(c => (JsonElement?)c).FirstOrDefault() is not { } choice)
        {
            throw new FormatException("The reply contains no choices.");
        }

        var shaped = new ArrayBufferWriter<byte>(reply.Length + 128);
        using (var writer = new Utf8JsonWriter(shaped))
        {
            Write(writer, root, choice);
        }

        return BinaryData.FromBytes(shaped.WrittenMemory);
    }

    /// <summary>Reads a reply that did not come through the official client, for example a line of a batch.</summary>
    /// <inheritdoc cref="Shape"/>
    public static ChatResponse Read(ReadOnlyMemory<byte> reply)
    {
#pragma warning disable OPENAI001 // Both conversions, from JSON to the model and from the model to a response, are marked as experimental.
        var completion = ModelReaderWriter.Read<ChatCompletion>(Shape(reply), ModelReaderWriterOptions.Json, OpenAIContext.Default)!;
        return Complete(completion.AsChatResponse());
#pragma warning restore OPENAI001
    }

    /// <summary>Restores what the typed model cannot hold.</summary>
    public static ChatResponse Complete(ChatResponse response)
    {
#pragma warning disable SCME0001 // The patch of a model is the library's access to fields that it does not know.
        if (response.RawRepresentation is ChatCompletion completion
            && completion.Patch.TryGetValue("$.finetune_finish_reason"u8, out string? finish))
#pragma warning restore SCME0001
        {
            response.FinishReason = string.IsNullOrEmpty(finish) ? null : new Microsoft.Extensions.AI.ChatFinishReason(finish);
        }

        // The model reads a reply without a time as one from year 1.
        response.CreatedAt = response.CreatedAt == default(DateTimeOffset) ? null : response.CreatedAt;
        return response;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement root, JsonElement choice)
    {
        writer.WriteStartObject();
        Text(writer, "id", root.Text("id"));
        writer.WriteString("object", "chat.completion");
        if (root.Moment("created") is { } created)
        {
            writer.WriteNumber("created", created.ToUnixTimeSeconds());
        }

        Text(writer, "model", root.Text("model"));
        var finish = choice.Text("finish_reason");
        if (!Finishes.Contains(finish, StringComparer.Ordinal))
        {
            writer.WriteString(RawFinish, finish ?? string.Empty);
        }

        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteString("finish_reason", Finishes.Contains(finish, StringComparer.Ordinal) ? finish : Finishes[0]);
        Message(writer, choice.Object("message"));
        writer.WriteEndObject();
        writer.WriteEndArray();
        Usage(writer, root.Object("usage"));
        writer.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter writer, JsonElement? message)
    {
        var content = message?.Text("content") ?? string.Concat(message?.Items("content").Select(part => part.Text("text")) ?? []);
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteString("content", content.Length > 0 ? content : null);
        Text(writer, "refusal", message?.Text("refusal") is { Length: > 0 } refusal ? refusal : null);
        ToolCalls(writer, message?.Items("tool_calls").Where(call => call.Object("function")?.Text("name") is { Length: > 0 }).ToList() ?? []);
        writer.WriteEndObject();
    }

    private static void ToolCalls(Utf8JsonWriter writer, List<JsonElement> calls)
    {
        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls");
            calls.ForEach(call => ToolCall(writer, call));
            writer.WriteEndArray();
        }
    }

    /// <summary>Some servers send the arguments as an object, not as its text.</summary>
    private static void ToolCall(Utf8JsonWriter writer, JsonElement call)
    {
        var function = call.Object("function")!.Value;
        writer.WriteStartObject();
        writer.WriteString("id", call.Text("id") ?? string.Empty);
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", function.Text("name"));
        writer.WriteString("arguments", function.Text("arguments") ?? function.Object("arguments")?.GetRawText() ?? "{}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Usage(Utf8JsonWriter writer, JsonElement? usage)
    {
        var (input, output) = (usage?.Integer("prompt_tokens"), usage?.Integer("completion_tokens"));
        var total = usage?.Integer("total_tokens");
        if (usage is not { } counts || (input ?? output ?? total) is null)
        {
            return;
        }

        writer.WriteStartObject("usage");
        Count(writer, "prompt_tokens", input ?? 0);
        Count(writer, "completion_tokens", output ?? 0);
        Count(writer, "total_tokens", total ?? (input ?? 0) + (output ?? 0));
        Detail(writer, "prompt_tokens_details", "cached_tokens", counts);
        Detail(writer, "completion_tokens_details", "reasoning_tokens", counts);
        writer.WriteEndObject();
    }

    private static void Detail(Utf8JsonWriter writer, string details, string name, JsonElement usage)
    {
        if (usage.Object(details)?.Integer(name) is { } count)
        {
            writer.WriteStartObject(details);
            Count(writer, name, count);
            writer.WriteEndObject();
        }
    }

    /// <summary>The model's counts have 32 bits.</summary>
    private static void Count(Utf8JsonWriter writer, string name, long count) =>
        writer.WriteNumber(name, Math.Clamp(count, 0, int.MaxValue));

    private static void Text(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
