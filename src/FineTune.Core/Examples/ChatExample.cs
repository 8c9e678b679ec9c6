using System.Text.Json;
using System.Text.Json.Serialization;

namespace FineTune.Core.Examples;

/// <summary>One training example in the chat format that providers take. Property names are theirs.</summary>
public sealed record ChatExample(
    [property: JsonPropertyName("messages")] IReadOnlyList<ChatTurn> Messages,
    [property: JsonPropertyName("tools")] JsonElement? Tools = null,
    [property: JsonPropertyName("parallel_tool_calls")] bool? ParallelToolCalls = null);
