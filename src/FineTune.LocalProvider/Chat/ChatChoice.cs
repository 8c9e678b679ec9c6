using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Chat.Answering;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat;

/// <summary>Turns what a model wants to say into a choice: format, stop sequences, token limit, log probabilities, faults.</summary>
internal static class ChatChoice
{
    public static (JsonObject Json, int Tokens) Make(ProviderContext context, ChatRequest request, ChatAnswer answer, int index, SeededRandom random)
    {
        if (context.Faults.Take(FaultNames.Refusal, "chat", request.Model) is not null)
            return Of(context, request, index, Message(null, refusal: "I'm sorry, but I can't help with that request. (fault refusal)"), "stop", "", random);
        if (context.Faults.Take(FaultNames.FinishContentFilter, "chat", request.Model) is not null)
            return Of(context, request, index, Message(null), "content_filter", "", random);
        if (answer.ToolCalls is { } calls)
            return Of(context, request, index, Message(null, JsonNode.Parse(calls)), "tool_calls", calls, random);
        var (text, finish) = Limited(request, Formatted(request, answer, random));
        if (context.Faults.Take(FaultNames.TruncatedJson, "chat", request.Model) is not null)
            (text, finish) = (text[..(text.Length / 2)], "length");
        else if (context.Faults.Take(FaultNames.MalformedJson, "chat", request.Model) is not null)
            text = "Sure! Here is the answer: " + text.Replace('"', '\'');
        return Of(context, request, index, Message(text), finish, text, random);
    }

    private static string Formatted(ChatRequest request, ChatAnswer answer, SeededRandom random) => request.Format switch
    {
        AnswerFormat.JsonSchema => ApiReply.Line(answer.Value ?? Parsed(answer.Text) ?? new SchemaFiller(request.Schema, answer.Text, random).Fill() ?? JsonValue.Create("")),
        AnswerFormat.JsonObject => ApiReply.Line((answer.Value as JsonObject) ?? Parsed(answer.Text) ?? new JsonObject { ["answer"] = answer.Text }),
        _ => answer.Value is { } value && answer.Text.Length == 0 ? ApiReply.Line(value) : answer.Text,
    };

    // A model trained on JSON answers says JSON by itself; its own words go first.
    private static JsonObject? Parsed(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
            return null;
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string Text, string Finish) Limited(ChatRequest request, string text)
    {
        foreach (var stop in request.Stop.Where(s => s.Length > 0))
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0)
                text = text[..at];
        }

        if (request.MaxTokens is not { } most || text.Length <= most)
            return (text, "stop");
        var cut = TokenCounter.Cut(text, most);
        return (cut, cut.Length < text.Length ? "length" : "stop");
    }

    private static (JsonObject, int) Of(ProviderContext context, ChatRequest request, int index, JsonObject message, string finish, string said, SeededRandom random)
    {
        var choice = new JsonObject { ["index"] = index, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = finish };
        if (context.Azure)
            choice["content_filter_results"] = ContentFilter.Safe();
        if (request.LogProbabilities)
            choice["logprobs"] = new JsonObject { ["content"] = LogProbabilities.Of(said, request.TopLogProbabilities, random), ["refusal"] = null };
        return (choice, TokenCounter.Count(said));
    }

    private static JsonObject Message(string? content, JsonNode? calls = null, string? refusal = null)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = content, ["refusal"] = refusal, ["annotations"] = new JsonArray() };
        if (calls is not null)
            message["tool_calls"] = calls;
        return message;
    }
}
