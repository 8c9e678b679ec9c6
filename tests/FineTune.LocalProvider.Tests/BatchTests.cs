using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

public sealed class BatchTests
{
    [Fact]
    public async Task Batch_OfChats_AnswersEveryLineInAnotherOrder()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var batch = await CreateAsync(provider, Lines(20) + Line("odd", "local-judge", "{\"role\":\"king\",\"content\":\"x\"}"));
        Assert.Equal("validating", batch["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("in_progress", (await GetAsync(provider, batch))["status"]!.GetValue<string>());
        await provider.RestartAsync();
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        batch = await GetAsync(provider, batch);
        Assert.Equal("completed", batch["status"]!.GetValue<string>());
        Assert.Equal([21, 20, 1], ((string[])["total", "completed", "failed"]).Select(k => batch["request_counts"]![k]!.GetValue<int>()));
        var output = await RowsAsync(provider, batch["output_file_id"]);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"row-{i}").Order(), output.Select(r => r["custom_id"]!.GetValue<string>()).Order());
        Assert.NotEqual(Enumerable.Range(0, 20).Select(i => $"row-{i}"), output.Select(r => r["custom_id"]!.GetValue<string>()));
        var direct = await provider.SayAsync("local-judge", "Question 3");
        Assert.Equal(direct, output.Single(r => r["custom_id"]!.GetValue<string>() == "row-3")["response"]!["body"]!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal(400, (await RowsAsync(provider, batch["error_file_id"])).Single()["response"]!["status_code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"m\"}}", "url_mismatch")]
    [InlineData("{broken", "invalid_json_line")]
    [InlineData("{\"custom_id\":\"row-1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"local-judge\"}}", "duplicate_custom_id")]
    [InlineData("{\"custom_id\":\"z\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"local-teacher\"}}", "model_mismatch")]
    public async Task Batch_WithWrongLine_FailsAndSaysWhy(string line, string code)
    {
        await using var provider = await ProviderFixture.StartAsync();
        var batch = await CreateAsync(provider, Lines(3) + line);
        provider.Clock.Advance(TimeSpan.FromSeconds(2));
        batch = await GetAsync(provider, batch);
        Assert.Equal("failed", batch["status"]!.GetValue<string>());
        Assert.Equal(code, batch["errors"]!["data"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Cancel_HalfWay_KeepsWhatWasDone()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var batch = await CreateAsync(provider, Lines(10));
        provider.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("cancelling", (await provider.PostAsync($"v1/batches/{batch["id"]}/cancel")).Ok()["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        batch = await GetAsync(provider, batch);
        Assert.Equal("cancelled", batch["status"]!.GetValue<string>());
        Assert.Equal(5, (await RowsAsync(provider, batch["output_file_id"])).Count);
        (await provider.PostAsync($"v1/batches/{batch["id"]}/cancel")).Error(409);
    }

    [Fact]
    public async Task Faults_OfBatches_ShowInTheirResults()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var batches = new Dictionary<string, JsonNode>();
        foreach (var fault in (string[])["batch-expired", "batch-line-errors", "batch-missing-output", "batch-capitalised-status", "batch-failed"])
        {
            await provider.FaultAsync(fault);
            batches[fault] = await CreateAsync(provider, Lines(10));
        }

        provider.Clock.Advance(TimeSpan.FromSeconds(2));
        foreach (var fault in batches.Keys)
            batches[fault] = await GetAsync(provider, batches[fault]);
        Assert.Equal("expired", batches["batch-expired"]["status"]!.GetValue<string>());
        Assert.Equal(5, (await RowsAsync(provider, batches["batch-expired"]["output_file_id"])).Count);
        Assert.All(await RowsAsync(provider, batches["batch-expired"]["error_file_id"]), r => Assert.Equal("batch_expired", r["error"]!["code"]!.GetValue<string>()));
        Assert.Equal(3, batches["batch-line-errors"]["request_counts"]!["failed"]!.GetValue<int>());
        Assert.Null(batches["batch-missing-output"]["output_file_id"]);
        Assert.Equal("Completed", batches["batch-capitalised-status"]["status"]!.GetValue<string>());
        Assert.Equal("failed", batches["batch-failed"]["status"]!.GetValue<string>());
        Assert.Equal(5, (await provider.GetAsync("v1/batches")).Ok()["data"]!.AsArray().Count);
    }

    private static async Task<JsonNode> CreateAsync(ProviderFixture provider, string lines)
    {
        var file = await provider.UploadAsync(lines, "batch.jsonl", "batch");
        return (await provider.PostAsync("v1/batches", new JsonObject { ["input_file_id"] = file, ["endpoint"] = "/v1/chat/completions", ["completion_window"] = "24h" })).Ok();
    }

    private static async Task<JsonNode> GetAsync(ProviderFixture provider, JsonNode batch) => (await provider.GetAsync($"v1/batches/{batch["id"]}")).Ok();

    private static async Task<List<JsonNode>> RowsAsync(ProviderFixture provider, JsonNode? file) =>
        [.. (await provider.GetAsync($"v1/files/{file}/content")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => Line($"row-{i}", "local-judge", $"{{\"role\":\"user\",\"content\":\"Question {i}\"}}")));

    private static string Line(string id, string model, string message) =>
        $"{{\"custom_id\":\"{id}\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{{\"model\":\"{model}\",\"messages\":[{message}]}}}}\n";
}
