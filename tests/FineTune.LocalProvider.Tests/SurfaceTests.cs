using System.Text.Json.Nodes;
using FineTune.LocalProvider.Hosting;

namespace FineTune.LocalProvider.Tests;

public sealed class SurfaceTests
{
    [Fact]
    public async Task Key_WrongOrMissing_Is401InTheErrorShape()
    {
        await using var provider = await ProviderFixture.StartAsync(o => o with { ApiKey = "secret" });
        var wrong = await provider.GetAsync("v1/models");
        Assert.Equal("invalid_api_key", wrong.Error(401)["code"]!.GetValue<string>());
        Assert.True(wrong.Raw.Headers.Contains("x-request-id"));
        provider.Http.DefaultRequestHeaders.Authorization = null;
        (await provider.GetAsync("v1/models")).Error(401);
        provider.Http.DefaultRequestHeaders.Add("api-key", "secret");
        (await provider.GetAsync("openai/v1/models")).Ok();
    }

    [Fact]
    public async Task UnknownUrl_BelowAPrefix_Is404InTheErrorShape()
    {
        await using var provider = await ProviderFixture.StartAsync();
        (await provider.GetAsync("v1/nothing/here")).Error(404);
        (await provider.PostAsync("openai/v1/responses", new JsonObject())).Error(404);
    }

    [Fact]
    public async Task Models_WithTunedOne_ListGetDelete()
    {
        await using var provider = await ProviderFixture.StartAsync(o => o with { ShutdownDates = new Dictionary<string, string> { [ProviderFixture.Base] = "2027-01-14" } });
        var model = await provider.TrainAsync(Rows.Training(), suffix: "shop");
        var ids = (await provider.GetAsync("v1/models")).Ok()["data"]!.AsArray().Select(m => m!["id"]!.GetValue<string>()).ToList();
        Assert.Contains(model, ids);
        Assert.Contains("local-teacher", ids);
        var shown = (await provider.GetAsync("v1/models/" + model)).Ok();
        Assert.Equal("2027-01-14", shown["shutdown_date"]!.GetValue<string>());
        Assert.True((await provider.GetAsync("v1/models/local-judge")).Ok().AsObject().ContainsKey("shutdown_date"));
        (await provider.DeleteAsync("v1/models/gpt-4.1-mini-2025-04-14")).Error(403);
        (await provider.DeleteAsync("v1/models/" + model)).Ok();
        Assert.Equal("model_not_found", (await provider.GetAsync("v1/models/" + model)).Error(404)["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Moderations_ByWords_FlagTheirCategory()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var results = (await provider.PostAsync("v1/moderations", new JsonObject { ["input"] = new JsonArray("Where is my lamp?", "I will hurt you, watch your back.") })).Ok()["results"]!;
        Assert.False(results[0]!["flagged"]!.GetValue<bool>());
        Assert.True(results[1]!["flagged"]!.GetValue<bool>());
        Assert.True(results[1]!["categories"]!["harassment/threatening"]!.GetValue<bool>());
        Assert.Equal(13, results[1]!["category_scores"]!.AsObject().Count);
    }

    [Fact]
    public async Task Embeddings_InBothEncodings_AreTheSameUnitVector()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var request = new JsonObject { ["model"] = "text-embedding-3-small", ["input"] = "a red lamp", ["dimensions"] = 64 };
        var floats = (await provider.PostAsync("v1/embeddings", request)).Ok()["data"]![0]!["embedding"]!.AsArray().Select(v => v!.GetValue<float>()).ToArray();
        request["encoding_format"] = "base64";
        var bytes = Convert.FromBase64String((await provider.PostAsync("v1/embeddings", request)).Ok()["data"]![0]!["embedding"]!.GetValue<string>());
        Assert.Equal(floats, Enumerable.Range(0, 64).Select(i => System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * 4))));
        Assert.Equal(1, floats.Sum(f => f * f), 4);
        Assert.Equal("input", (await provider.PostAsync("v1/embeddings", new JsonObject { ["model"] = "text-embedding-3-small", ["input"] = new JsonArray("a", "") })).Error(400)["param"]!.GetValue<string>());
    }

    [Fact]
    public async Task Folder_InUse_IsRefusedWithTheReason()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalProviderHost.StartAsync(new LocalProviderOptions { DataDirectory = provider.Folder }));
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5055")]
    [InlineData("https://127.0.0.1:5055")]
    [InlineData("nonsense")]
    public async Task Url_NotLoopbackHttp_IsRefused(string url)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => LocalProviderHost.StartAsync(new LocalProviderOptions { DataDirectory = Path.GetTempPath(), Url = url }));
        Assert.Contains(url, error.Message, StringComparison.Ordinal);
    }
}
