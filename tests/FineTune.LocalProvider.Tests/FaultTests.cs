using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("rate-limit", 429, "rate_limit_exceeded", "retry-after")]
    [InlineData("rate-limit-ms", 429, "rate_limit_exceeded", "retry-after-ms")]
    [InlineData("insufficient-quota", 429, "insufficient_quota", null)]
    [InlineData("server-error", 500, null, null)]
    [InlineData("overloaded", 503, "slow_down", null)]
    [InlineData("content-filter", 400, "content_filter", null)]
    public async Task Fault_OnChat_FiresOnceInTheRightShape(string fault, int status, string? code, string? header)
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync(fault, more: new JsonObject { ["endpoint"] = "chat" });
        (await provider.GetAsync("v1/models")).Ok();
        var request = new JsonObject { ["model"] = "local-judge", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hello" }) };
        var answer = await provider.PostAsync("v1/chat/completions", request);
        Assert.Equal(code, answer.Error(status)["code"]?.GetValue<string>());
        Assert.Equal(header is not null, header is not null && answer.Raw.Headers.Contains(header));
        Assert.Equal(fault == "rate-limit", answer.Raw.Headers.Contains("retry-after"));
        Assert.True(answer.Raw.Headers.Contains("x-request-id"));
        (await provider.PostAsync("v1/chat/completions", request)).Ok();
        Assert.Equal(1, (await provider.GetAsync("_local/stats")).Ok()["faults_fired"]![fault]!.GetValue<int>());
    }

    [Fact]
    public async Task Fault_ByModelAndCount_LeavesOthersAlone()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync("server-error", times: 2, more: new JsonObject { ["model"] = "local-judge", ["after"] = 1 });
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            await provider.ChatAsync("local-teacher", "hello");
            statuses.Add((await provider.PostAsync("v1/chat/completions", new JsonObject { ["model"] = "local-judge", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hello" }) })).Status);
        }

        Assert.Equal([200, 500, 500, 200], statuses);
    }

    [Fact]
    public async Task Fault_Unknown_IsRefusedWithTheList()
    {
        await using var provider = await ProviderFixture.StartAsync();
        Assert.Contains("lost-reply-after-create", (await provider.PostAsync("_local/faults", new JsonObject { ["name"] = "meteor" })).Error(400)["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_WithProbability_FireAtTheirRateAndCanBeCleared()
    {
        await using var provider = await ProviderFixture.StartAsync(o => o with { Faults = [new FaultSpec { Name = "server-error", Probability = 0.3, Endpoint = "models" }] });
        var failed = 0;
        for (var i = 0; i < 200; i++)
            failed += (await provider.GetAsync("v1/models")).Status == 500 ? 1 : 0;
        Assert.InRange(failed, 35, 85);
        (await provider.DeleteAsync("_local/faults")).Ok();
        (await provider.GetAsync("v1/models")).Ok();
    }

    [Fact]
    public async Task LostReply_AfterCreate_LeavesOneJobToBeFound()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var file = await provider.UploadAsync(Rows.Training());
        await provider.FaultAsync("lost-reply-after-create");
        await Assert.ThrowsAsync<HttpRequestException>(() => provider.CreateJobAsync(file, metadata: new JsonObject { ["run_id"] = "r-7" }));
        Assert.Single((await provider.GetAsync("v1/fine_tuning/jobs?metadata[run_id]=r-7")).Ok()["data"]!.AsArray());
        Assert.Equal(1, (await provider.GetAsync("_local/stats")).Ok()["job_creates_by_run_id"]!["r-7"]!.GetValue<int>());
    }

    [Fact]
    public async Task TrainingNotAvailable_OnCreate_Is403()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var file = await provider.UploadAsync(Rows.Training());
        await provider.FaultAsync("training-not-available");
        var answer = await provider.PostAsync("v1/fine_tuning/jobs", new JsonObject { ["model"] = ProviderFixture.Base, ["training_file"] = file });
        Assert.Equal("training_not_available", answer.Error(403)["code"]!.GetValue<string>());
        Assert.Equal(0, (await provider.GetAsync("_local/stats")).Ok()["jobs_created"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("job-invalid-n-examples", 3, "failed", "invalid_n_examples")]
    [InlineData("job-invalid-training-file", 3, "failed", "invalid_training_file")]
    [InlineData("job-moderation", 3, "failed", "invalid_training_file")]
    [InlineData("job-stuck-queued", 3000, "queued", null)]
    [InlineData("job-paused", 3000, "paused", null)]
    [InlineData("job-unknown-status", 1, "verifying_capacity", null)]
    [InlineData("job-capitalised-status", 1, "Running", null)]
    public async Task JobFault_OverTime_ShowsItsStatus(string fault, int seconds, string status, string? code)
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync(fault);
        var job = await provider.CreateJobAsync(await provider.UploadAsync(Rows.Training()));
        provider.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await provider.RestartAsync();
        job = (await provider.GetAsync($"v1/fine_tuning/jobs/{job["id"]}")).Ok();
        Assert.Equal(status, job["status"]!.GetValue<string>());
        Assert.Equal(code, job["error"]?["code"]?.GetValue<string>());
    }

    [Fact]
    public async Task JobFaults_OfShape_ChangeTheJson()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var file = await provider.UploadAsync(Rows.Training());
        var jobs = new Dictionary<string, JsonNode>();
        foreach (var fault in (string[])["job-missing-fields", "job-extra-fields", "job-error-empty-object", "job-error-null-fields", "job-huge-trained-tokens", "results-base64"])
        {
            await provider.FaultAsync(fault);
            jobs[fault] = await provider.CreateJobAsync(file);
        }

        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        foreach (var fault in jobs.Keys)
            jobs[fault] = (await provider.GetAsync($"v1/fine_tuning/jobs/{jobs[fault]["id"]}")).Ok();
        Assert.False(jobs["job-missing-fields"].AsObject().ContainsKey("trained_tokens"));
        Assert.True(jobs["job-extra-fields"].AsObject().ContainsKey("x_unknown"));
        Assert.Empty(jobs["job-error-empty-object"]["error"]!.AsObject());
        Assert.Null(jobs["job-error-null-fields"]["error"]!["code"]);
        Assert.True(jobs["job-huge-trained-tokens"]["trained_tokens"]!.GetValue<long>() > int.MaxValue);
        var csv = (await provider.GetAsync($"v1/files/{jobs["results-base64"]["result_files"]![0]}/content")).Text;
        Assert.StartsWith("step,", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(csv)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelNotFound_AfterSuccess_LastsForItsCalls()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync("model-not-found", more: new JsonObject { ["calls"] = 2 });
        var model = await provider.TrainAsync(Rows.Training());
        var request = new JsonObject { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hello" }) };
        Assert.Equal("model_not_found", (await provider.PostAsync("v1/chat/completions", request)).Error(404)["code"]!.GetValue<string>());
        (await provider.PostAsync("v1/chat/completions", request)).Error(404);
        (await provider.PostAsync("v1/chat/completions", request)).Ok();
    }

    [Fact]
    public async Task ChatFaults_OfContent_ChangeTheChoice()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync("refusal");
        var refused = (await provider.ChatAsync("local-judge", "hello"))["choices"]![0]!;
        Assert.Null(refused["message"]!["content"]);
        Assert.NotEmpty(refused["message"]!["refusal"]!.GetValue<string>());
        await provider.FaultAsync("finish-content-filter");
        Assert.Equal("content_filter", (await provider.ChatAsync("local-judge", "hello"))["choices"]![0]!["finish_reason"]!.GetValue<string>());
        foreach (var (fault, finish) in ((string, string)[])[("truncated-json", "length"), ("malformed-json", "stop")])
        {
            await provider.FaultAsync(fault);
            var choice = (await provider.ChatAsync("local-judge", Prompts.Judging("Name a lamp.", "A lamp."), Prompts.Verdict()))["choices"]![0]!;
            Assert.Equal(finish, choice["finish_reason"]!.GetValue<string>());
            Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(choice["message"]!["content"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task FileError_OnUpload_ShowsInTheStatus()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync("file-error");
        var file = (await provider.UploadRawAsync(Rows.Training())).Ok();
        Assert.Equal("error", file["status"]!.GetValue<string>());
        (await provider.PostAsync("v1/fine_tuning/jobs", new JsonObject { ["model"] = ProviderFixture.Base, ["training_file"] = file["id"]!.GetValue<string>() })).Error(400);
    }

    [Fact]
    public async Task ConnectionReset_OnAnyRequest_BreaksIt()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync("connection-reset");
        await Assert.ThrowsAsync<HttpRequestException>(() => provider.GetAsync("v1/models"));
        (await provider.GetAsync("v1/models")).Ok();
    }

    [Fact]
    public async Task Slow_Request_TakesItsTime()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await provider.FaultAsync("slow", more: new JsonObject { ["milliseconds"] = 120 });
        var started = TimeProvider.System.GetTimestamp();
        (await provider.GetAsync("v1/models")).Ok();
        Assert.True(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds >= 110);
    }
}
