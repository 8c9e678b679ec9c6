using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FineTune.Durable.Sqlite.History;

/// <summary>The storage format of events: one JSON object each.</summary>
internal static class HistoryJson
{
    private static readonly HistoryJsonContext s_context = new(new JsonSerializerOptions
    {
        // Payloads are JSON inside JSON: the relaxed encoder keeps their quotes and letters short and readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 256,
    });

    public static string Write(HistoryEvent value) => JsonSerializer.Serialize(value, s_context.HistoryEvent);

    public static HistoryEvent Read(string json) =>
        JsonSerializer.Deserialize(json, s_context.HistoryEvent) ?? throw new JsonException("An event is missing.");

    public static string? WriteParent(ParentLink? value) => value is null ? null : JsonSerializer.Serialize(value, s_context.ParentLink);

    public static ParentLink? ReadParent(string? json) => json is null ? null : JsonSerializer.Deserialize(json, s_context.ParentLink);

    public static string? WriteTags(IReadOnlyDictionary<string, string>? tags) =>
        tags is null or { Count: 0 } ? null : JsonSerializer.Serialize(tags.ToDictionary(), s_context.DictionaryStringString);

    public static IReadOnlyDictionary<string, string> ReadTags(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, s_context.DictionaryStringString) ?? [];
}

[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
