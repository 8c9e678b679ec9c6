using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Catalog;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Embeddings;

internal static class EmbeddingService
{
    private const int MostInputs = 2048;
    private const int LongestInput = 8192;

    public static async Task<JsonObject> EmbedAsync(ProviderContext context, ModelCatalog models, JsonElement body, string? deployment = null)
    {
        var name = deployment ?? body.Required("model");
        var inputs = Inputs(body);
        var model = await models.ForInferenceAsync(name);
        if (model.Kind != ModelKind.Embedding)
            throw ApiException.BadRequest($"The model '{name}' does not make embeddings. Use text-embedding-3-small.", "model", "model_not_supported");
        context.Stats.Embedding(name);
        var standard = model.Name == "text-embedding-3-large" ? 3072 : 1536;
        var dimensions = (int)(body.Whole("dimensions", 1, standard) ?? standard);
        var asFloats = (body.Text("encoding_format") ?? "float") switch
        {
            "float" => true,
            "base64" => false,
            var other => throw ApiException.BadRequest($"Invalid value: '{other}'. Supported values are: 'float', 'base64'.", "encoding_format", "invalid_value"),
        };
        var tokens = 0;
        var data = new JsonArray();
        foreach (var input in inputs)
        {
            var count = TokenCounter.Count(input);
            if (count > LongestInput)
                throw ApiException.BadRequest($"This model's maximum context length is {LongestInput} tokens, however you requested {count} tokens (input {data.Count}).", "input", "context_length_exceeded");
            tokens += count;
            var vector = HashedEmbedder.Embed(input, dimensions);
            data.Add(new JsonObject { ["object"] = "embedding", ["index"] = data.Count, ["embedding"] = asFloats ? new JsonArray([.. vector.Select(v => (JsonNode)JsonValue.Create(v))]) : Base64(vector) });
        }

        return new JsonObject { ["object"] = "list", ["data"] = data, ["model"] = name, ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens } };
    }

    private static List<string> Inputs(JsonElement body)
    {
        if (body.Field("input") is not { } input)
            throw ApiException.BadRequest("Missing required parameter: 'input'.", "input", "missing_required_parameter");
        List<string> texts = input.ValueKind switch
        {
            JsonValueKind.String => [input.Said("input")],
            JsonValueKind.Array when input.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) => [.. input.EnumerateArray().Select(i => i.Said("input"))],
            _ => throw ApiException.BadRequest("Invalid 'input': this provider takes a string or an array of strings.", "input", "invalid_type"),
        };
        if (texts.Count is 0 or > MostInputs || texts.Contains(""))
            throw ApiException.BadRequest($"Invalid 'input': give 1 to {MostInputs} texts, none of them empty.", "input");
        return texts;
    }

    private static string Base64(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return Convert.ToBase64String(bytes);
    }
}
