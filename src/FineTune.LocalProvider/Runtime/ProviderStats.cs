using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Runtime;

/// <summary>Counts since the process started.</summary>
internal sealed class ProviderStats
{
    private readonly ConcurrentDictionary<string, long> endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> chat = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> embeddings = new(StringComparer.Ordinal);

    public void Endpoint(string name) => endpoints.AddOrUpdate(name, 1, (_, n) => n + 1);

    public void Chat(string model) => chat.AddOrUpdate(model, 1, (_, n) => n + 1);

    public void Embedding(string model) => embeddings.AddOrUpdate(model, 1, (_, n) => n + 1);

    public JsonObject View() => new() { ["endpoints"] = Counts(endpoints), ["chat_calls"] = Counts(chat), ["embedding_calls"] = Counts(embeddings) };

    public static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
        new(counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
}
