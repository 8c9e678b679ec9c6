using Microsoft.Extensions.AI;

namespace FineTune.Providers.Caching;

/// <summary>An answer in the cache. What it once used is kept for the record; using it again costs nothing.</summary>
internal sealed record StoredAnswer(
    int Version, DateTimeOffset StoredAt, string? Model, string? ResponseId, string Text, long? InputTokens, long? OutputTokens)
{
    public const int CurrentVersion = 1;

    public static StoredAnswer Of(ChatResponse response, DateTimeOffset now) => new(
        CurrentVersion, now, response.ModelId, response.ResponseId, response.Text, response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);

    public ChatResponse ToResponse() => new(new ChatMessage(ChatRole.Assistant, Text))
    {
        ResponseId = ResponseId,
        ModelId = Model,
        CreatedAt = StoredAt,
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = 0, OutputTokenCount = 0, TotalTokenCount = 0 },
    };
}
