using System.Text.Json;
using System.Text.Json.Serialization;

namespace FineTune.Core.Examples;

/// <summary>One message.</summary>
/// <param name="Weight">0: no loss on this assistant turn; null: the provider's default (1).</param>
public sealed record ChatTurn(
    [property: JsonPropertyName("role")] string Role,
    [property: JsonPropertyName("content")] string? Content,
    [property: JsonPropertyName("name")] string? Name = null,
    [property: JsonPropertyName("weight")] int? Weight = null,
    [property: JsonPropertyName("tool_calls")] JsonElement? ToolCalls = null,
    [property: JsonPropertyName("tool_call_id")] string? ToolCallId = null,
    [property: JsonPropertyName("refusal")] string? Refusal = null);
