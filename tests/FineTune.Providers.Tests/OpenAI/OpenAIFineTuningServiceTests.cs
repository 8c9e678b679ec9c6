using System.Text;
using System.Text.Json.Nodes;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;

namespace FineTune.Providers.Tests.OpenAI;

public sealed class OpenAIFineTuningServiceTests
{
    private const string Job = """
        {"object":"fine_tuning.job","id":"ftjob-1","created_at":1795300000,"finished_at":null,"model":"gpt-4.1-mini-2025-04-14","fine_tuned_model":null,
         "organization_id":"org-x","status":"running","training_file":"file-1","result_files":[],"trained_tokens":null,
         "hyperparameters":{"n_epochs":2,"batch_size":"auto","learning_rate_multiplier":1.8},"estimated_finish":0,"error":{},"metadata":{"run_id":"r"}}
        """;

    private static readonly CreateJobRequest Request = new(
        "gpt-4.1-mini-2025-04-14", "file-1", "file-2", new string('s', 60) + "/xäb-tail-that-is-too-long", 42, new Hyperparameters(2, null, 0.9),
        new Dictionary<string, string> { ["run_id"] = "r", ["ledger_key"] = "k" }, "GlobalStandard");

    [Fact]
    public async Task Upload_SendsPurposeNameAndContent()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"id":"file-1","filename":"train.jsonl","bytes":9,"status":"processed"}"""));

        using var content = new MemoryStream("{\"a\":1}\n"u8.ToArray());
        var file = await Service(server).UploadFileAsync(content, "train.jsonl");

        Assert.Equal(new TrainingFile("file-1", "train.jsonl", 9, JobState.Succeeded, "processed"), file);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/files", $"{request.Method} {request.PathAndQuery}");
        Assert.Contains("name=purpose", request.Body, StringComparison.Ordinal);
        Assert.Contains("fine-tune", request.Body, StringComparison.Ordinal);
        Assert.Contains("filename=train.jsonl", request.Body, StringComparison.Ordinal);
        Assert.Contains("{\"a\":1}\n", request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "processed", JobState.Succeeded)]
    [InlineData("openai", "uploaded", JobState.Succeeded)]
    [InlineData("azure", "uploaded", JobState.Waiting)]
    [InlineData("azure", "pending", JobState.Waiting)]
    [InlineData("azure", "Running", JobState.Running)]
    [InlineData("azure", "error", JobState.Failed)]
    [InlineData("azure", "deleted", JobState.Cancelled)]
    [InlineData("azure", "brand-new", JobState.Waiting)]
    public async Task GetFile_Status_IsMapped(string kind, string status, JobState expected)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json($$"""{"id":"file-1","status":"{{status}}","surprise":[1]}"""));

        var file = await Service(server, kind).GetFileAsync("file-1");

        Assert.Equal((expected, status), (file!.State, file.RawStatus));
        Assert.Equal(kind == "azure" ? "/openai/v1/files/file-1" : "/v1/files/file-1", Assert.Single(server.Requests).PathAndQuery);
    }

    [Fact]
    public async Task GetFile_WithoutStatus_IsReady()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"id":"file-1"}"""));

        Assert.Equal(JobState.Succeeded, (await Service(server).GetFileAsync("file-1"))!.State);
    }

    [Fact]
    public async Task GetAnything_Unknown_IsNull()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(404, null));
        var service = Service(server);

        Assert.Null(await service.GetFileAsync("file-1"));
        Assert.Null(await service.GetJobAsync("ftjob-1"));
        Assert.Null(await service.GetModelAsync("ft:x:y::z"));
        Assert.False(await service.DeleteFileAsync("file-1"));
        Assert.Equal("/v1/models/ft:x:y::z", server.Requests[2].PathAndQuery);
    }

    [Theory]
    [InlineData("openai", 64)]
    [InlineData("local", 64)]
    [InlineData("azure", 40)]
    public async Task CreateJob_Body_IsWhatTheProviderTakes(string kind, int suffixLength)
    {
        await using var server = await LoopbackServer.StartAsync(new Reply(201, Job));

        var job = await Service(server, kind).CreateJobAsync(Request);

        Assert.Equal(("ftjob-1", JobState.Running), (job.Id, job.State));
        var body = JsonNode.Parse(Assert.Single(server.Requests).Body)!;
        var suffix = (string)body["suffix"]!;
        Assert.Equal(suffixLength, suffix.Length);
        Assert.All(suffix, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c == '-'));
        Assert.Equal("""{"n_epochs":2,"batch_size":"auto","learning_rate_multiplier":0.9}""", body["method"]!["supervised"]!["hyperparameters"]!.ToJsonString());
        Assert.Equal(("file-1", "file-2", 42, "k"), ((string?)body["training_file"], (string?)body["validation_file"], (int?)body["seed"], (string?)body["metadata"]!["ledger_key"]));
        Assert.Equal(kind == "azure" ? "GlobalStandard" : null, (string?)body["trainingType"]);
    }

    [Theory]
    [InlineData("openai", "", "Authorization", "Bearer " + TestEndpoints.Key)]
    [InlineData("azure", "", "api-key", TestEndpoints.Key)]
    [InlineData("azure", "Key", "Authorization", "Bearer token-for-https://cognitiveservices.azure.com/.default")]
    public async Task AnyCall_IsAuthorized(string kind, string without, string header, string value)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Job));
        (string, string?)[] more = without.Length > 0 ? [(without, null)] : [];

        await TestEndpoints.Create(server.Url, kind, more: more).GetFineTuning("main").GetJobAsync("ftjob-1");

        Assert.Equal(value, Assert.Single(server.Requests).Headers[header]);
    }

    public static TheoryData<Reply, ProviderErrorKind> CreateFailures => new()
    {
        { Reply.Error(403, "training_not_available"), ProviderErrorKind.TrainingNotAvailable },
        { Reply.Error(403, null), ProviderErrorKind.Unauthorized },
        { Reply.Error(401, "invalid_api_key"), ProviderErrorKind.Unauthorized },
        { Reply.Error(400, "invalid_training_file"), ProviderErrorKind.Invalid },
        { new Reply(400, """{"error":{"message":"The file is still being processed and is not ready."}}"""), ProviderErrorKind.Transient },
        { Reply.Error(404, "model_not_found"), ProviderErrorKind.NotFound },
        { Reply.Error(409, null), ProviderErrorKind.Transient },
        { Reply.Error(429, "rate_limit_exceeded", ("retry-after", "7")), ProviderErrorKind.RateLimited },
        { Reply.Error(429, "insufficient_quota"), ProviderErrorKind.QuotaExhausted },
        { Reply.Error(503, null), ProviderErrorKind.Transient },
        { Reply.Error(500, null), ProviderErrorKind.Ambiguous },
        { Reply.Error(504, null), ProviderErrorKind.Ambiguous },
        { Reply.Lost, ProviderErrorKind.Ambiguous },
        { Reply.Json("<html>"), ProviderErrorKind.Ambiguous },
        { Reply.Json(""), ProviderErrorKind.Ambiguous },
        { Reply.Json("""{"object":"fine_tuning.job"}"""), ProviderErrorKind.Ambiguous },
    };

    [Theory]
    [MemberData(nameof(CreateFailures))]
    public async Task CreateJob_Failure_IsSentOnceAndClassified(Reply reply, ProviderErrorKind expected)
    {
        await using var server = await LoopbackServer.StartAsync(reply);

        var error = await Assert.ThrowsAsync<ProviderException>(() => Service(server).CreateJobAsync(Request));

        Assert.Equal(expected, error.Kind);
        Assert.Single(server.Requests);
        Assert.StartsWith("Endpoint 'main', creation of a fine-tuning job on 'gpt-4.1-mini-2025-04-14'", error.Message, StringComparison.Ordinal);
        Assert.Equal(expected == ProviderErrorKind.RateLimited ? TimeSpan.FromSeconds(7) : null, error.RetryAfter);
    }

    [Fact]
    public async Task CreateJob_ReplyLostOnAReusedConnection_IsSentOnce()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Job), Reply.Lost);
        var service = Service(server);
        await service.GetJobAsync("ftjob-1");

        var error = await Assert.ThrowsAsync<ProviderException>(() => service.CreateJobAsync(Request));

        Assert.Equal(ProviderErrorKind.Ambiguous, error.Kind);
        Assert.Single(server.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task CreateJob_NobodyListens_IsTransientBecauseNothingWasSent()
    {
        var server = await LoopbackServer.StartAsync(Reply.Json(Job));
        var service = Service(server);
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<ProviderException>(() => service.CreateJobAsync(Request));

        Assert.Equal(ProviderErrorKind.Transient, error.Kind);
    }

    [Fact]
    public async Task CreateJob_ProviderEchoesTheKey_ItIsHidden()
    {
        await using var server = await LoopbackServer.StartAsync(
            new Reply(401, $$"""{"error":{"message":"Incorrect API key provided: {{TestEndpoints.Key}}. See the site.","code":"invalid_api_key"} }"""));

        var error = await Assert.ThrowsAsync<ProviderException>(() => Service(server).CreateJobAsync(Request));

        Assert.Contains("Incorrect API key provided", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestEndpoints.Key, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetJob_ServerErrorsAndLostReplies_AreTriedAgain()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(500, null, ("retry-after-ms", "1")), Reply.Lost, Reply.Json(Job));

        Assert.Equal("ftjob-1", (await Service(server).GetJobAsync("ftjob-1"))!.Id);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("validating_files", JobState.Waiting)]
    [InlineData("queued", JobState.Waiting)]
    [InlineData("pending", JobState.Waiting)]
    [InlineData("notRunning", JobState.Waiting)]
    [InlineData("Running", JobState.Running)]
    [InlineData("paused", JobState.Paused)]
    [InlineData("SUCCEEDED", JobState.Succeeded)]
    [InlineData("failed", JobState.Failed)]
    [InlineData("cancelled", JobState.Cancelled)]
    [InlineData("canceled", JobState.Cancelled)]
    public async Task GetJob_Status_IsMapped(string status, JobState expected)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json($$"""{"id":"j","status":"{{status}}"}"""));

        var job = await Service(server).GetJobAsync("j");

        Assert.Equal((expected, status), (job!.State, job.RawStatus));
    }

    [Fact]
    public async Task GetJob_UnknownStatus_IsWaitingWithAWarning()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"id":"j","status":"meditating"}"""));
        using var logs = new CapturedLogs();

        var job = await TestEndpoints.Create(server.Url, logs: logs).GetFineTuning("main").GetJobAsync("j");

        Assert.Equal(JobState.Waiting, job!.State);
        Assert.Contains(logs.Lines, l => l.Contains("Warning", StringComparison.Ordinal) && l.Contains("meditating", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"code":null,"message":null,"param":null}""")]
    [InlineData("\"oops\"")]
    public async Task GetJob_EmptyErrors_AreNone(string error)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json($$"""{"id":"j","status":"running","error":{{error}}}"""));

        Assert.Null((await Service(server).GetJobAsync("j"))!.Error);
    }

    [Fact]
    public async Task GetJob_EveryOddity_IsRead()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""
            {"id":"j","status":"failed","created_at":1795300000.75,"finished_at":"1795300100","estimated_finish":0,"trained_tokens":5000000000,"result_files":null,
             "error":{"code":429,"message":"too much","param":null},"hyperparameters":null,"fine_tuned_model":"",
             "method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":-1,"batch_size":"4","learning_rate_multiplier":"auto"}}},"usage_metrics":{}}
            """));

        var job = (await Service(server).GetJobAsync("j"))!;

        Assert.Equal(5_000_000_000, job.TrainedTokens);
        Assert.Equal(1795300000.75, (job.CreatedAt - DateTimeOffset.UnixEpoch).TotalSeconds, 3);
        Assert.Equal(1795300100, job.FinishedAt!.Value.ToUnixTimeSeconds());
        Assert.Null(job.EstimatedFinish);
        Assert.Empty(job.ResultFiles);
        Assert.Null(job.FineTunedModel);
        Assert.Equal(new ProviderError("429", "too much", null), job.Error);
        Assert.Equal(new ResolvedHyperparameters(null, 4, null), job.Hyperparameters);
    }

    [Fact]
    public async Task FindJob_ByMetadata_GivesTheNewestOfOurs()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""
            {"object":"list","has_more":false,"data":[
              {"id":"other","created_at":9,"status":"running","metadata":{"ledger_key":"x"}},
              {"id":"older","created_at":1,"status":"running","metadata":{"ledger_key":"k1"}},
              {"id":"newer","created_at":2,"status":"running","metadata":{"ledger_key":"k1"}}]}
            """));

        Assert.Equal("newer", (await Service(server).FindJobAsync("k1", "file-1", "suffix"))!.Id);
        Assert.Equal("/v1/fine_tuning/jobs?metadata%5Bledger_key%5D=k1&limit=100", Assert.Single(server.Requests).PathAndQuery);
    }

    [Theory]
    [InlineData("""{"id":"hit","training_file":"file-1","user_provided_suffix":"inc-7"}""", true)]
    [InlineData("""{"id":"hit","training_file":"file-1","fine_tuned_model":"ft:base:org:inc-7:abc"}""", true)]
    [InlineData("""{"id":"hit","training_file":"file-1","metadata":null}""", true)]
    [InlineData("""{"id":"miss","training_file":"file-1","user_provided_suffix":"inc-8"}""", false)]
    [InlineData("""{"id":"miss","training_file":"file-1","fine_tuned_model":"ft:base:org:other:abc"}""", false)]
    [InlineData("""{"id":"miss","training_file":"file-1","metadata":{"ledger_key":"another"},"user_provided_suffix":"inc-7"}""", false)]
    [InlineData("""{"id":"miss","training_file":"file-2","user_provided_suffix":"inc-7"}""", false)]
    public async Task FindJob_FilterRefused_ScansAllPagesByFileAndSuffix(string job, bool found)
    {
        await using var server = await LoopbackServer.StartAsync((context, request) => (request.PathAndQuery switch
        {
            var p when p.Contains("metadata", StringComparison.Ordinal) => Reply.Error(400, "unknown_parameter"),
            var p when p.Contains("after=last-1", StringComparison.Ordinal) => Reply.Json($$"""{"has_more":false,"data":[{{job}}]}"""),
            _ => Reply.Json("""{"has_more":true,"data":[{"id":"x"},{"id":"last-1"}]}"""),
        }).SendAsync(context));

        var result = await Service(server).FindJobAsync("k1", "file-1", "inc-7");

        Assert.Equal(found ? "hit" : null, result?.Id);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task FindJob_None_IsNull()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"data":[],"has_more":false}"""));

        Assert.Null(await Service(server).FindJobAsync("k1", "file-1", "inc-7"));
    }

    [Fact]
    public async Task CancelJob_ThatHasEnded_GivesTheJob()
    {
        await using var server = await LoopbackServer.StartAsync((context, request) =>
            (request.Method == "POST" ? Reply.Error(400, "invalid_state") : Reply.Json("""{"id":"j","status":"succeeded"}""")).SendAsync(context));

        Assert.Equal(JobState.Succeeded, (await Service(server).CancelJobAsync("j")).State);
    }

    [Fact]
    public async Task CancelJob_RefusedWhileRunning_Throws()
    {
        await using var server = await LoopbackServer.StartAsync((context, request) =>
            (request.Method == "POST" ? Reply.Error(400, "nope") : Reply.Json("""{"id":"j","status":"running"}""")).SendAsync(context));

        Assert.Equal("nope", (await Assert.ThrowsAsync<ProviderException>(() => Service(server).CancelJobAsync("j"))).Code);
    }

    [Fact]
    public async Task EventsAndCheckpoints_AreReadOverPages()
    {
        await using var server = await LoopbackServer.StartAsync((context, request) => (request.PathAndQuery switch
        {
            var p when p.Contains("checkpoints", StringComparison.Ordinal) => Reply.Json("""
                {"data":[{"id":"c1","fine_tuned_model_checkpoint":"ft:m:ckpt-step-10","step_number":10,"metrics":{"valid_loss":0.5,"full_valid_loss":null}}],"has_more":false}
                """),
            var p when p.Contains("after=e2", StringComparison.Ordinal) => Reply.Json("""{"data":[{"id":"e1","created_at":1,"message":"created"}],"has_more":false}"""),
            _ => Reply.Json("""{"data":[{"id":"e2","created_at":2,"level":"warning","type":"metrics","message":"Step 1"}],"has_more":true}"""),
        }).SendAsync(context));
        var service = Service(server);

        Assert.Equal(
            [new JobEvent("e2", DateTimeOffset.FromUnixTimeSeconds(2), "warn", "metrics", "Step 1"), new JobEvent("e1", DateTimeOffset.FromUnixTimeSeconds(1), "info", "message", "created")],
            await service.ListEventsAsync("j"));
        Assert.Equal([new JobCheckpoint("c1", "ft:m:ckpt-step-10", 10, 0.5, null)], await service.ListCheckpointsAsync("j"));
    }

    [Theory]
    [InlineData("step,train_loss\n1,0.5\n", "step,train_loss\n1,0.5\n")]
    [InlineData("c3RlcCx0cmFpbl9sb3NzCjEsMC41Cg==", "step,train_loss\n1,0.5\n")]
    [InlineData("\"c3RlcCx0cmFpbl9sb3NzCjEsMC41Cg==\"\n", "step,train_loss\n1,0.5\n")]
    [InlineData("", "")]
    [InlineData("{\"messages\":[]}\n", "{\"messages\":[]}\n")]
    public async Task DownloadFile_Content_IsRawOrUnwrapped(string sent, string expected)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(sent));

        await using var stream = await Service(server).DownloadFileAsync("file-r");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        Assert.Equal(expected, await reader.ReadToEndAsync());
        Assert.Equal("/v1/files/file-r/content", Assert.Single(server.Requests).PathAndQuery);
    }

    [Fact]
    public async Task DownloadFile_Unknown_IsNotFound()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(404, null));

        Assert.Equal(ProviderErrorKind.NotFound, (await Assert.ThrowsAsync<ProviderException>(() => Service(server).DownloadFileAsync("file-r"))).Kind);
    }

    [Fact]
    public async Task ListFiles_AreNewestFirst()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"data":[{"id":"a","created_at":1},{"id":"b","created_at":3},{"id":"c"}]}"""));

        Assert.Equal(["b", "a", "c"], (await Service(server).ListFilesAsync()).Select(f => f.Id));
        Assert.StartsWith("/v1/files?purpose=fine-tune", Assert.Single(server.Requests).PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"m","shutdown_date":"2027-01-14"}""", "2027-01-14")]
    [InlineData("""{"id":"m","deprecation":{"inference":1823040000}}""", "2027-10-09")]
    [InlineData("""{"id":"m","shutdown_date":null}""", null)]
    public async Task GetModel_ShutdownDate_IsRead(string body, string? expected)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(body));

        var model = await Service(server).GetModelAsync("m");

        Assert.Equal(expected is null ? null : DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), model!.ShutdownDate);
    }

    private static IFineTuningService Service(LoopbackServer server, string kind = "openai") => TestEndpoints.Create(server.Url, kind).GetFineTuning("main");
}
