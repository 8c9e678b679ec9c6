using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task Job_FromUploadToAnswer_Succeeds()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var model = await provider.TrainAsync(Rows.Training(), suffix: "shop");
        Assert.StartsWith("ft:gpt-4.1-mini-2025-04-14:local:shop:", model, StringComparison.Ordinal);
        var answer = await provider.SayAsync(model, "How do I return the lamp I bought last week?");
        Assert.Equal(Rows.Shop(0).Answer, answer);
    }

    [Fact]
    public async Task Embeddings_ByDefault_AreFloats()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var reply = (await provider.PostAsync("v1/embeddings", new JsonObject { ["model"] = "text-embedding-3-small", ["input"] = "a red lamp" })).Ok();
        Assert.Equal(1536, reply["data"]![0]!["embedding"]!.AsArray().Count);
    }
}
