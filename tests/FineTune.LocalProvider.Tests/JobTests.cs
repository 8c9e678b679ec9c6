using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

public sealed class JobTests
{
    [Fact]
    public async Task Job_OverTime_GoesThroughItsStates()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()), metadata: new JsonObject { ["run_id"] = "r-1" });
        Assert.StartsWith("ftjob-", job["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("auto", job["hyperparameters"]!["n_epochs"]!.GetValue<string>());
        var seen = new List<string> { job["status"]!.GetValue<string>() };
        for (var i = 0; i < 22; i++)
        {
            provider.Clock.Advance(TimeSpan.FromMilliseconds(100));
            job = await JobAsync(provider, job);
            seen.Add(job["status"]!.GetValue<string>());
        }

        Assert.Equal(["validating_files", "queued", "running", "succeeded"], seen.Distinct());
        Assert.NotNull(job["finished_at"]);
        Assert.Equal(6, job["hyperparameters"]!["n_epochs"]!.GetValue<int>());
        Assert.Equal(1, job["method"]!["supervised"]!["hyperparameters"]!["batch_size"]!.GetValue<int>());
        Assert.Equal("r-1", job["metadata"]!["run_id"]!.GetValue<string>());
        var csv = (await provider.GetAsync($"v1/files/{job["result_files"]![0]}/content")).Text;
        Assert.StartsWith("step,train_loss,train_mean_token_accuracy,valid_loss,", csv, StringComparison.Ordinal);
        Assert.Equal(15 * 6, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task TrainedTokens_OfFinishedJob_AreTokensTimesEpochs()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var content = string.Concat(Enumerable.Range(0, 10).Select(i => Rows.Line("hello", "hello") + "\n"));
        var job = await provider.CreateJobAsync(await provider.UploadAsync(content), method: Epochs(2));
        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        // A line: 3 messages of 3 + a role of 1 token each, "You answer for a shop." (6), twice "hello" (1), and 3 for the reply.
        Assert.Equal(10 * 2 * ((3 * 4) + 6 + 2 + 3), (await JobAsync(provider, job))["trained_tokens"]!.GetValue<long>());
    }

    [Theory]
    [InlineData(9, "", "invalid_n_examples", "9 example(s)")]
    [InlineData(12, "{not json", "invalid_training_file", "Line 13")]
    [InlineData(12, """{"messages":[{"role":"user","content":"a"},{"role":"narrator","content":"b"}]}""", "invalid_training_file", "Example 13, message 2: role 'narrator'")]
    [InlineData(12, """{"messages":[]}""", "invalid_training_file", "Example 13 has no 'messages'")]
    [InlineData(12, """{"prompt":"a","completion":"b"}""", "invalid_training_file", "Example 13 has no 'messages'")]
    [InlineData(12, """{"messages":[{"role":"user","content":"a"}]}""", "invalid_training_file", "no assistant message")]
    [InlineData(12, """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":0}]}""", "invalid_training_file", "no assistant message")]
    [InlineData(12, """{"messages":[{"role":"user"},{"role":"assistant","content":"b"}]}""", "invalid_training_file", "Example 13, message 1 has no 'content'")]
    [InlineData(12, """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":3}]}""", "invalid_training_file", "'weight'")]
    [InlineData(12, """{"messages":[{"role":"user","content":"\ud800"},{"role":"assistant","content":"b"}]}""", "invalid_training_file", "Example 13 holds an incomplete Unicode escape")]
    [InlineData(12, """[1]""", "invalid_training_file", "Example 13 is not a JSON object")]
    [InlineData(12, """{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"}]}""", "invalid_training_file", "preference data")]
    public async Task Job_OnWrongFile_FailsAndSaysWhere(int good, string line, string code, string message)
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training(good) + line));
        Assert.Equal("validating_files", job["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        job = await JobAsync(provider, job);
        Assert.Equal("failed", job["status"]!.GetValue<string>());
        Assert.Equal(code, job["error"]!["code"]!.GetValue<string>());
        Assert.Equal("training_file", job["error"]!["param"]!.GetValue<string>());
        Assert.Contains(message, job["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(job["fine_tuned_model"]);
    }

    [Fact]
    public async Task Job_OnPreferences_TrainsWithDpo()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var line = """{"input":{"messages":[{"role":"user","content":"Name a warm colour."}]},"preferred_output":[{"role":"assistant","content":"Red."}],"non_preferred_output":[{"role":"assistant","content":"Blue."}]}""";
        var job = await provider.CreateJobAsync(await provider.UploadAsync(string.Concat(Enumerable.Repeat(line + "\n", 10))), method: JsonNode.Parse("""{"type":"dpo","dpo":{"hyperparameters":{"beta":0.3}}}"""));
        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        job = await JobAsync(provider, job);
        Assert.Equal("succeeded", job["status"]!.GetValue<string>());
        Assert.Equal(0.3, job["method"]!["dpo"]!["hyperparameters"]!["beta"]!.GetValue<double>());
        Assert.Equal("Red.", await provider.SayAsync(job["fine_tuned_model"]!.GetValue<string>(), "Name a warm colour."));
    }

    [Fact]
    public async Task Create_WithWrongArguments_IsRefused()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var file = await provider.UploadAsync(Rows.Training());
        Assert.Equal("model_not_found", (await PostAsync("gpt-9", file)).Error(404)["code"]!.GetValue<string>());
        Assert.Equal("model", (await PostAsync("local-judge", file)).Error(400)["param"]!.GetValue<string>());
        Assert.Equal("training_file", (await PostAsync(ProviderFixture.Base, "file-none")).Error(400)["param"]!.GetValue<string>());
        Assert.Equal("validation_file", (await PostAsync(ProviderFixture.Base, file, validation: file)).Error(400)["param"]!.GetValue<string>());
        Assert.Equal("validation_file", (await PostAsync(ProviderFixture.Base, file, validation: await provider.UploadAsync(Rows.Training(), "other.jsonl"))).Error(400)["param"]!.GetValue<string>());
        Assert.Equal("suffix", (await PostAsync(ProviderFixture.Base, file, suffix: new string('x', 65))).Error(400)["param"]!.GetValue<string>());
        Assert.Equal("n_epochs", (await PostAsync(ProviderFixture.Base, file, method: Epochs(51))).Error(400)["param"]!.GetValue<string>());

        Task<Answer> PostAsync(string model, string training, string? validation = null, string? suffix = null, JsonNode? method = null) => provider.PostAsync("v1/fine_tuning/jobs", new JsonObject
        {
            ["model"] = model,
            ["training_file"] = training,
            ["validation_file"] = validation,
            ["suffix"] = suffix,
            ["method"] = method,
        });
    }

    [Fact]
    public async Task Events_AndCheckpoints_FollowTheTraining()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()), validation: await provider.UploadAsync(Rows.Training(15, from: 15)), method: Epochs(5));
        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        var newest = (await provider.GetAsync($"v1/fine_tuning/jobs/{job["id"]}/events?limit=3")).Ok();
        Assert.Equal("The job has successfully completed", newest["data"]![0]!["message"]!.GetValue<string>());
        Assert.True(newest["has_more"]!.GetValue<bool>());
        var all = (await provider.GetAsync($"v1/fine_tuning/jobs/{job["id"]}/events?limit=1000")).Ok()["data"]!.AsArray();
        Assert.Equal(75, all.Count(e => e!["type"]!.GetValue<string>() == "metrics"));
        Assert.Equal(all.Count, all.Select(e => e!["id"]!.GetValue<string>()).Distinct().Count());
        Assert.Contains("valid_loss", all.First(e => e!["type"]!.GetValue<string>() == "metrics")!["data"]!.AsObject().Select(p => p.Key));
        var kept = (await provider.GetAsync($"v1/fine_tuning/jobs/{job["id"]}/checkpoints")).Ok()["data"]!.AsArray();
        Assert.Equal([75, 60, 45], kept.Select(c => c!["step_number"]!.GetValue<int>()));
        var checkpoint = kept[2]!["fine_tuned_model_checkpoint"]!.GetValue<string>();
        Assert.EndsWith(":ckpt-step-45", checkpoint, StringComparison.Ordinal);
        Assert.NotEmpty(await provider.SayAsync(checkpoint, "How do I return the lamp I bought last week?"));
    }

    [Fact]
    public async Task Pause_AndResume_ShiftTheEnd()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()));
        (await provider.PostAsync($"v1/fine_tuning/jobs/{job["id"]}/pause")).Error(400);
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("paused", (await provider.PostAsync($"v1/fine_tuning/jobs/{job["id"]}/pause")).Ok()["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("paused", (await JobAsync(provider, job))["status"]!.GetValue<string>());
        Assert.Equal("queued", (await provider.PostAsync($"v1/fine_tuning/jobs/{job["id"]}/resume")).Ok()["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal("running", (await JobAsync(provider, job))["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal("succeeded", (await JobAsync(provider, job))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Cancel_RunningJob_StaysCancelled()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()));
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("cancelled", (await provider.PostAsync($"v1/fine_tuning/jobs/{job["id"]}/cancel")).Ok()["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromHours(1));
        job = await JobAsync(provider, job);
        Assert.Equal("cancelled", job["status"]!.GetValue<string>());
        Assert.Null(job["fine_tuned_model"]);
        Assert.True(job["trained_tokens"]!.GetValue<long>() > 0);
        (await provider.PostAsync($"v1/fine_tuning/jobs/{job["id"]}/cancel")).Error(400);
    }

    [Fact]
    public async Task List_FiltersByMetadata_AndPages()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var file = await provider.UploadAsync(Rows.Training());
        for (var i = 0; i < 4; i++)
            await provider.CreateJobAsync(file, metadata: i == 3 ? null : new JsonObject { ["run_id"] = $"r-{i % 2}" });
        Assert.Equal(2, (await provider.GetAsync("v1/fine_tuning/jobs?metadata[run_id]=r-0")).Ok()["data"]!.AsArray().Count);
        Assert.Single((await provider.GetAsync("v1/fine_tuning/jobs?metadata=null")).Ok()["data"]!.AsArray());
        var page = (await provider.GetAsync("v1/fine_tuning/jobs?limit=3")).Ok();
        Assert.True(page["has_more"]!.GetValue<bool>());
        Assert.Single((await provider.GetAsync($"v1/fine_tuning/jobs?limit=3&after={page["data"]![2]!["id"]}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Job_AfterRestart_GoesOnWhereItWas()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()), metadata: new JsonObject { ["run_id"] = "r-9" });
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        await provider.RestartAsync();
        Assert.Equal("running", (await JobAsync(provider, job))["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(2));
        await provider.RestartAsync();
        job = await JobAsync(provider, job);
        Assert.Equal("succeeded", job["status"]!.GetValue<string>());
        Assert.Equal(Rows.Shop(3).Answer, await provider.SayAsync(job["fine_tuned_model"]!.GetValue<string>(), Rows.Shop(3).Prompt));
        Assert.Equal(1, (await provider.GetAsync("_local/stats")).Ok()["job_creates_by_run_id"]!["r-9"]!.GetValue<int>());
    }

    [Fact]
    public async Task Job_KilledBeforeItsFilesWereRead_ReadsThemAfterTheRestart()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()));
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        await JobAsync(provider, job);
        // What a kill right after the creation leaves: the record without the reading, and a half-written neighbour.
        var path = Path.Combine(provider.Folder, "jobs", job["id"]!.GetValue<string>() + ".json");
        var record = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        Assert.True(record.Remove("analysis"));
        await File.WriteAllTextAsync(path, record.ToJsonString());
        await File.WriteAllTextAsync(path + ".tmp", "{\"key\":\"ftj");
        File.Delete(Directory.GetFiles(Path.Combine(provider.Folder, "models")).Single());
        await provider.RestartAsync();
        provider.Clock.Advance(TimeSpan.FromSeconds(2));
        job = await JobAsync(provider, job);
        Assert.Equal("succeeded", job["status"]!.GetValue<string>());
        Assert.Equal(Rows.Shop(3).Answer, await provider.SayAsync(job["fine_tuned_model"]!.GetValue<string>(), Rows.Shop(3).Prompt));
    }

    [Fact]
    public async Task Finished_SeenByManyAtOnce_HasOneResultsFile()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()));
        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        var seen = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => JobAsync(provider, job)));
        Assert.Single(seen.Select(j => j["result_files"]![0]!.GetValue<string>()).Distinct());
        Assert.Equal(2, (await provider.GetAsync("v1/files")).Ok()["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Ids_OnAFreshFolder_AreTheSameForTheSameRequests()
    {
        var models = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var provider = await ProviderFixture.StartAsync();
            models.Add(await provider.TrainAsync(Rows.Training(), suffix: "same"));
        }

        Assert.Equal(models[0], models[1]);
    }

    private static async Task<JsonNode> JobAsync(ProviderFixture provider, JsonNode job) => (await provider.GetAsync($"v1/fine_tuning/jobs/{job["id"]}")).Ok();

    private static JsonObject Epochs(int epochs) => new() { ["type"] = "supervised", ["supervised"] = new JsonObject { ["hyperparameters"] = new JsonObject { ["n_epochs"] = epochs } } };
}
