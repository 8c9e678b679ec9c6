using System.Text.Json;

namespace FineTune.LocalProvider.Chat.Requests;

/// <summary>A chat request after its checks.</summary>
internal sealed record ChatRequest(string Model, IReadOnlyList<ChatMessage> Messages)
{
    public int Choices { get; init; } = 1;

    public long? Seed { get; init; }

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    public AnswerFormat Format { get; init; }

    public JsonElement Schema { get; init; }

    public bool LogProbabilities { get; init; }

    public int TopLogProbabilities { get; init; }

    public bool HasTools { get; init; }

    public int ToolTokens { get; init; }

    /// <summary>The text of the last user turn.</summary>
    public string LastUser => Messages.LastOrDefault(m => m.Role == "user")?.Text ?? "";
}

internal enum AnswerFormat
{
    Text,
    JsonObject,
    JsonSchema,
}
