using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Models;
using FineTune.Providers.Http;
using FineTune.Providers.Limits;
using Microsoft.Extensions.AI;
using OpenAI.Embeddings;
using EmbeddingGenerationOptions = Microsoft.Extensions.AI.EmbeddingGenerationOptions;

namespace FineTune.Providers.OpenAI;

/// <summary>
/// Embeddings over the client of OpenAI 2.1.0 by its protocol method: its typed one throws when a server answers floats instead of base64.
/// Large inputs go out in several requests.
/// </summary>
internal sealed class OpenAIEmbeddingGenerator(
    EmbeddingClient client, EndpointCaller caller, string model, EmbeddingGeneratorMetadata metadata) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int MaxInputs = 2048;
    private const int MaxCharacters = 300_000;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>> all = [];
        foreach (var batch in Batches(values))
        {
            var request = Request(batch, options);
            var part = await caller.CallAsync(
                model, batch.Sum(CallTokens.Estimate), ct => SendAsync(request, batch.Count, ct), embeddings => embeddings.Usage, cancellationToken);
            all.AddRange(part);
            (all.Usage ??= new UsageDetails()).Add(part.Usage ?? new UsageDetails());
        }

        return all;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The client is shared and has nothing to dispose.
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> SendAsync(BinaryData request, int count, CancellationToken cancellationToken)
    {
        using var content = BinaryContent.Create(request);
        var result = await client.GenerateEmbeddingsAsync(content, new RequestOptions { CancellationToken = cancellationToken });
        using var document = JsonDocument.Parse(result.GetRawResponse().Content);
        var root = document.RootElement;
        var vectors = new float[count][];
        foreach (var (item, position) in root.Items("data").Select((d, i) => (d, i)))
        {
            var index = item.Integer("index") ?? position;
            if (index < 0 || index >= count || item.Field("embedding") is not { } vector)
            {
                throw new FormatException("The reply holds an embedding that belongs to no input.");
            }

            vectors[index] = Vector(vector);
        }

        if (vectors.Any(v => v is null))
        {
            throw new FormatException("The reply holds fewer embeddings than there were inputs.");
        }

        var tokens = root.Object("usage")?.Integer("prompt_tokens");
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(v => new Embedding<float>(v) { ModelId = root.Text("model") ?? model }))
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    private BinaryData Request(List<string> batch, EmbeddingGenerationOptions? options)
    {
        var body = new JsonObject
        {
            ["model"] = options?.ModelId ?? model,
            ["input"] = new JsonArray([.. batch.Select(t => JsonValue.Create(t))]),
            ["encoding_format"] = "base64",
        };
        if (options?.Dimensions is { } dimensions)
        {
            body["dimensions"] = dimensions;
        }

        return BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    /// <summary>Providers refuse empty inputs: an empty text is sent as a space, so that every input has its vector.</summary>
    private static IEnumerable<List<string>> Batches(IEnumerable<string> values)
    {
        List<string> batch = [];
        var characters = 0;
        foreach (var value in values.Select(v => v.Length == 0 ? " " : v))
        {
            if (batch.Count == MaxInputs || (batch.Count > 0 && characters + value.Length > MaxCharacters))
            {
                yield return batch;
                (batch, characters) = ([], 0);
            }

            batch.Add(value);
            characters += value.Length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static float[] Vector(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select(n => n.GetSingle())];
        }

        var bytes = Convert.FromBase64String(value.GetString() ?? string.Empty);
        var floats = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Embeddings arrive as little-endian floats; this machine is big-endian.");
        }

        return floats;
    }
}
