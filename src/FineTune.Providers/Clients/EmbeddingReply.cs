using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using FineTune.Providers.Http;

namespace FineTune.Providers.Clients;

/// <summary>Puts embeddings into the order of their indexes. The typed client reads base64 and floats, but ignores the indexes.</summary>
internal static class EmbeddingReply
{
    /// <exception cref="FormatException">The reply holds no embeddings, or their indexes are not 0, 1, 2, ....</exception>
    /// <exception cref="JsonException">The reply is not JSON.</exception>
    public static BinaryData Shape(ReadOnlyMemory<byte> reply)
    {
        using var document = JsonDocument.Parse(reply);
        var root = document.RootElement;
        var items = root.Items("data")
            .Select((item, position) => (Index: item.Integer("index") ?? position, Vector: item.Field("embedding")))
            .ToList();
        if (items.Count == 0 || items.Exists(item => item.Vector is not { ValueKind: JsonValueKind.String or JsonValueKind.Array }))
        {
            throw new FormatException("The reply contains no embeddings.");
        }

        if (!items.Select(item => item.Index).Order().SequenceEqual(Enumerable.Range(0, items.Count).Select(index => (long)index)))
        {
            throw new FormatException("The reply contains an embedding without an input, or one is missing.");
        }

        if (IsPlain(root, items.Select(item => item.Index)))
        {
            return BinaryData.FromBytes(reply);
        }

        var shaped = new ArrayBufferWriter<byte>(reply.Length + 128);
        using (var writer = new Utf8JsonWriter(shaped))
        {
            Write(writer, root, items.OrderBy(item => item.Index).Select(item => item.Vector!.Value));
        }

        return BinaryData.FromBytes(shaped.WrittenMemory);
    }

    /// <summary>Whether the typed client reads the reply correctly as it is. Such replies are not copied, because they are large.</summary>
    private static bool IsPlain(JsonElement root, IEnumerable<long> indexes) =>
        indexes.Index().All(item => item.Item == item.Index)
        && root.Items("data").All(item => item.Field("index") is { ValueKind: JsonValueKind.Number })
        && root.Field("model") is { ValueKind: JsonValueKind.String }
        && root.Object("usage") is { } usage
        && usage.Field("prompt_tokens") is { ValueKind: JsonValueKind.Number } input && input.TryGetInt32(out _)
        && usage.Field("total_tokens") is { ValueKind: JsonValueKind.Number } total && total.TryGetInt32(out _);

    private static void Write(Utf8JsonWriter writer, JsonElement root, IEnumerable<JsonElement> vectors)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteString("model", root.Text("model"));
        writer.WriteStartArray("data");
        foreach (var (index, vector) in vectors.Index())
        {
            writer.WriteStartObject();
            writer.WriteString("object", "embedding");
            writer.WriteNumber("index", index);
            writer.WritePropertyName("embedding");
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(vector), skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (root.Object("usage")?.Integer("prompt_tokens") is { } tokens)
        {
            writer.WriteStartObject("usage");
            writer.WriteNumber("prompt_tokens", Math.Clamp(tokens, 0, int.MaxValue));
            writer.WriteNumber("total_tokens", Math.Clamp(tokens, 0, int.MaxValue));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
