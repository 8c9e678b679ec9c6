namespace FineTune.LocalProvider.Tests;

public sealed class FileTests
{
    [Fact]
    public async Task Upload_Jsonl_GivesBackTheSameBytes()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var content = Rows.Training() + "{\"odd\":\"\u2028 line\"}";
        var file = (await provider.UploadRawAsync(content)).Ok();
        Assert.Equal("file", file["object"]!.GetValue<string>());
        Assert.Equal("processed", file["status"]!.GetValue<string>());
        Assert.Equal("train.jsonl", file["filename"]!.GetValue<string>());
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(content), file["bytes"]!.GetValue<long>());
        Assert.Equal(content, (await provider.GetAsync($"openai/v1/files/{file["id"]}/content")).Text);
    }

    [Theory]
    [InlineData("x", "a.txt", "fine-tune", "file")]
    [InlineData("x", "a.jsonl", "homework", "purpose")]
    [InlineData("", "a.jsonl", "fine-tune", "file")]
    public async Task Upload_Wrong_NamesTheField(string content, string name, string purpose, string param)
    {
        await using var provider = await ProviderFixture.StartAsync();
        var error = (await provider.UploadRawAsync(content, name, purpose)).Error(400);
        Assert.Equal(param, error["param"]!.GetValue<string>());
    }

    [Fact]
    public async Task List_PagesNewestFirst_AndFiltersByPurpose()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await provider.UploadAsync($"{{\"row\":{i}}}", purpose: i == 2 ? "batch" : "fine-tune"));
        ids.Reverse();
        var first = (await provider.GetAsync("v1/files?limit=2&purpose=fine-tune")).Ok();
        Assert.True(first["has_more"]!.GetValue<bool>());
        Assert.Equal([ids[0], ids[1]], first["data"]!.AsArray().Select(f => f!["id"]!.GetValue<string>()));
        var second = (await provider.GetAsync($"v1/files?limit=2&purpose=fine-tune&after={first["last_id"]}")).Ok();
        Assert.Equal([ids[3], ids[4]], second["data"]!.AsArray().Select(f => f!["id"]!.GetValue<string>()));
        Assert.False(second["has_more"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Delete_File_IsGoneAndItsIdIsNotGivenAgain()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var id = await provider.UploadAsync(Rows.Training());
        Assert.True((await provider.DeleteAsync($"v1/files/{id}")).Ok()["deleted"]!.GetValue<bool>());
        (await provider.GetAsync($"v1/files/{id}")).Error(404);
        (await provider.GetAsync($"v1/files/{id}/content")).Error(404);
        await provider.RestartAsync();
        Assert.NotEqual(id, await provider.UploadAsync(Rows.Training()));
    }

    [Fact]
    public async Task Upload_OnAzure_IsProcessedAfterAWhile()
    {
        await using var provider = await ProviderFixture.StartAsync(o => o with { Profile = LocalProviderProfile.Azure });
        var file = (await provider.UploadRawAsync(Rows.Training())).Ok();
        Assert.Matches("^file-[0-9a-f]{32}$", file["id"]!.GetValue<string>());
        Assert.Equal("pending", file["status"]!.GetValue<string>());
        var early = await provider.PostAsync("openai/v1/fine_tuning/jobs", new System.Text.Json.Nodes.JsonObject { ["model"] = ProviderFixture.Base, ["training_file"] = file["id"]!.GetValue<string>() });
        Assert.Contains("not ready", early.Error(400)["message"]!.GetValue<string>(), StringComparison.Ordinal);
        provider.Clock.Advance(TimeSpan.FromSeconds(0.15));
        Assert.Equal("running", (await provider.GetAsync($"openai/v1/files/{file["id"]}")).Ok()["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(0.15));
        Assert.Equal("processed", (await provider.GetAsync($"openai/v1/files/{file["id"]}")).Ok()["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Start_AfterAKilledUpload_SweepsItsBytes()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var id = await provider.UploadAsync(Rows.Training());
        var half = Path.Combine(provider.Folder, "contents", "0123456789abcdef.tmp");
        await File.WriteAllTextAsync(half, "half a line");
        await provider.RestartAsync();
        Assert.False(File.Exists(half));
        Assert.Equal(Rows.Training(), (await provider.GetAsync($"v1/files/{id}/content")).Text);
    }

    [Fact]
    public async Task Upload_OfFortyMegabytes_IsTaken()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var file = (await provider.UploadRawAsync(new string('x', 40_000_000))).Ok();
        Assert.Equal(40_000_000, file["bytes"]!.GetValue<long>());
    }
}
