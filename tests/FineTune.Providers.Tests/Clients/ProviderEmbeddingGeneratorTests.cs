using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;

namespace FineTune.Providers.Tests.Clients;

public sealed class ProviderEmbeddingGeneratorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generate_BothEncodings_GiveVectorsInTheOrderOfTheInputs(bool base64)
    {
        await using var server = await LoopbackServer.StartAsync((context, request) => Answer(request, base64, reversed: true).SendAsync(context));

        var result = await TestEndpoints.Create(server.Url).GetEmbeddingGenerator("main", "embedder").GenerateAsync(["a", "bbb", ""]);

        Assert.Equal([1f, 3f, 1f], result.Select(e => e.Vector.Span[0]));
        Assert.Equal(0.5f, result[0].Vector.Span[1]);
        Assert.Equal(7, result.Usage!.InputTokenCount);
        var body = JsonNode.Parse(Assert.Single(server.Requests).Body)!;
        Assert.Equal("/v1/embeddings", server.Requests[0].PathAndQuery);
        Assert.Equal(("embedder", "base64", " "), ((string?)body["model"], (string?)body["encoding_format"], (string?)body["input"]![2]));
    }

    [Fact]
    public async Task Generate_ManyInputs_GoOutInSeveralRequests()
    {
        await using var server = await LoopbackServer.StartAsync((context, request) => Answer(request, base64: true, reversed: false).SendAsync(context));

        var result = await TestEndpoints.Create(server.Url).GetEmbeddingGenerator("main", "embedder")
            .GenerateAsync(Enumerable.Range(0, 2500).Select(i => new string('x', 1 + (i % 7))));

        Assert.Equal(2500, result.Count);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(1 + (2499 % 7), result[2499].Vector.Span[0]);
        Assert.Equal(14, result.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Generate_FewerVectorsThanInputs_IsRefused()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"data":[{"index":0,"embedding":[1,2]}]}"""));

        var error = await Assert.ThrowsAsync<ProviderException>(
            () => TestEndpoints.Create(server.Url).GetEmbeddingGenerator("main", "embedder").GenerateAsync(["a", "b"]));

        Assert.Equal(ProviderErrorKind.Invalid, error.Kind);
    }

    [Fact]
    public async Task Generate_Azure_CallsTheDeployment()
    {
        await using var server = await LoopbackServer.StartAsync((context, request) => Answer(request, base64: true, reversed: false).SendAsync(context));

        await TestEndpoints.Create(server.Url, "azure").GetEmbeddingGenerator("main", "emb").GenerateAsync(["a"]);

        Assert.Equal("/openai/deployments/emb/embeddings?api-version=2024-10-21", Assert.Single(server.Requests).PathAndQuery);
    }

    /// <summary>A vector tells the length of its input.</summary>
    private static Reply Answer(ReceivedRequest request, bool base64, bool reversed)
    {
        var items = JsonNode.Parse(request.Body)!["input"]!.AsArray().Select((text, index) =>
        {
            float[] vector = [((string)text!).Length, 0.5f];
            var embedding = base64
                ? JsonSerializer.Serialize(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())))
                : JsonSerializer.Serialize(vector);
            return $$"""{"object":"embedding","index":{{index}},"embedding":{{embedding}}}""";
        });
        return Reply.Json($$"""{"object":"list","model":"embedder","data":[{{string.Join(',', reversed ? items.Reverse() : items)}}],"usage":{"prompt_tokens":7} }""");
    }
}
