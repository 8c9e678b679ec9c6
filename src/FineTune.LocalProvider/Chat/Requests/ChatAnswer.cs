using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Chat.Requests;

/// <summary>What a model wants to say: text, a value where JSON is asked for, or tool calls.</summary>
internal sealed record ChatAnswer(string Text)
{
    public JsonNode? Value { get; init; }

    public string? ToolCalls { get; init; }
}
