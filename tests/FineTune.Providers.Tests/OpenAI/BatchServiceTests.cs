using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Tests.OpenAI;

/// <summary>What goes over the wire, and odd replies.</summary>
public sealed class BatchServiceTests
{
    private const string Chat = """{"choices":[{"message":{"content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3}}""";

    private static readonly BatchRequest _request = new(
        "row-1", [new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "Grüße\n\"42\"")],
        new ChatOptions { Temperature = 0.7f, MaxOutputTokens = 99, ResponseFormat = ChatResponseFormat.Json });

    [Theory]
    [InlineData("openai", "/v1/chat/completions", "teacher")]
    [InlineData("azure", "/chat/completions", "teacher-batch")]
    [InlineData("compatible", "/v1/chat/completions", "teacher")]
    public async Task WriteLine_Body_IsThatOfASingleCall(string kind, string path, string model)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Chat));
        var endpoints = Endpoints(server, kind, ("BatchDeployments", kind == "azure" ? "other=x, teacher=teacher-batch" : null));

        var line = Encoding.UTF8.GetString(endpoints.GetBatches("main").WriteLine("teacher", _request).Span);
        await endpoints.GetChatClient("main", "teacher").GetResponseAsync(_request.Messages, _request.Options);

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        var written = JsonNode.Parse(line)!;
        Assert.Equal(("row-1", "POST", path), ((string?)written["custom_id"], (string?)written["method"], (string?)written["url"]));
        Assert.Equal(model, (string?)written["body"]!["model"]);
        var single = JsonNode.Parse(Assert.Single(server.Requests).Body)!;
        single["model"] = model;
        Assert.True(JsonNode.DeepEquals(single, written["body"]), line);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_ByteOrderMark_IsLeftOut(bool seekable)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"id":"file-1","filename":"b.jsonl","bytes":9,"status":"processed"}"""));
        await using Stream content = seekable ? new MemoryStream("\uFEFF{\"a\":1}\n"u8.ToArray()) : new OneWay("\uFEFF{\"a\":1}\n"u8.ToArray());

        Assert.Equal("file-1", (await Endpoints(server).GetBatches("main").UploadFileAsync(content, "b.jsonl")).Id);

        var body = Assert.Single(server.Requests).Body;
        Assert.Contains("\r\n\r\nbatch\r\n", body, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\n{\"a\":1}\n\r\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\uFEFF", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "/v1/batches", "/v1/chat/completions")]
    [InlineData("azure", "/openai/v1/batches", "/chat/completions")]
    public async Task Create_SendsWhatIsNeeded(string kind, string url, string path)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"id":"batch_1","status":"validating","input_file_id":"file-1"}"""));

        var batch = await Endpoints(server, kind).GetBatches("main").CreateBatchAsync("file-1", new Dictionary<string, string> { ["ledger_key"] = "k" });

        Assert.Equal(("batch_1", BatchState.Waiting), (batch.Id, batch.State));
        var request = Assert.Single(server.Requests);
        Assert.Equal(url, request.PathAndQuery);
        var expected = JsonNode.Parse($$$"""{"input_file_id":"file-1","endpoint":"{{{path}}}","completion_window":"24h","metadata":{"ledger_key":"k"}}""");
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(request.Body)), request.Body);
    }

    [Theory]
    [InlineData(0, null, ProviderErrorKind.Ambiguous)]
    [InlineData(500, null, ProviderErrorKind.Ambiguous)]
    [InlineData(502, null, ProviderErrorKind.Ambiguous)]
    [InlineData(400, "invalid_value", ProviderErrorKind.Invalid)]
    [InlineData(404, null, ProviderErrorKind.NotFound)]
    [InlineData(429, null, ProviderErrorKind.RateLimited)]
    [InlineData(429, "insufficient_quota", ProviderErrorKind.QuotaExhausted)]
    public async Task Create_Failure_IsClassifiedAndNeverSentAgain(int status, string? code, ProviderErrorKind expected)
    {
        await using var server = await LoopbackServer.StartAsync(status == 0 ? Reply.Lost : Reply.Error(status, code));

        var error = await Assert.ThrowsAsync<ProviderException>(
            () => Endpoints(server).GetBatches("main").CreateBatchAsync("file-1", new Dictionary<string, string>()));

        Assert.Equal(expected, error.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Create_AnswerWithoutId_IsAmbiguous()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("{}"));

        var error = await Assert.ThrowsAsync<ProviderException>(
            () => Endpoints(server).GetBatches("main").CreateBatchAsync("file-1", new Dictionary<string, string>()));

        Assert.Equal(ProviderErrorKind.Ambiguous, error.Kind);
    }

    [Theory]
    [InlineData("validating", BatchState.Waiting)]
    [InlineData("NotStarted", BatchState.Waiting)]
    [InlineData("in_progress", BatchState.Running)]
    [InlineData("InProgress", BatchState.Running)]
    [InlineData("Running", BatchState.Running)]
    [InlineData("finalizing", BatchState.Finishing)]
    [InlineData("Cancelling", BatchState.Finishing)]
    [InlineData("Completed", BatchState.Completed)]
    [InlineData("failed", BatchState.Failed)]
    [InlineData("Expired", BatchState.Expired)]
    [InlineData("canceled", BatchState.Cancelled)]
    [InlineData("brand-new", BatchState.Waiting)]
    public async Task Get_Status_IsMapped(string status, BatchState expected)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json($$"""{"id":"batch_1","status":"{{status}}"}"""));

        var batch = (await Endpoints(server).GetBatches("main").GetBatchAsync("batch_1"))!;

        Assert.Equal((expected, status), (batch.State, batch.RawStatus));
    }

    [Fact]
    public async Task Get_FullAzureBatch_IsRead()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""
            {"id":"batch_1","status":"Failed","input_file_id":"file-1","output_file_id":"","error_file_id":"file-e","created_at":"2026-11-22T10:00:00Z",
             "failed_at":1795341700,"expires_at":"2026-11-23T10:00:00+00:00","request_counts":{"total":5,"completed":2,"failed":1},
             "errors":{"object":"list","data":[{"code":"invalid_json_line","message":"a row's text","line":3},{"message":"?"}]}}
            """));

        var batch = (await Endpoints(server, "azure").GetBatches("main").GetBatchAsync("batch_1"))!;

        Assert.Equal((null, "file-e", new BatchCounts(5, 2, 1)), (batch.OutputFileId, batch.ErrorFileId, batch.Counts));
        Assert.Equal([new BatchProblem("invalid_json_line", 3), new BatchProblem("unknown", null)], batch.Problems);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), batch.CreatedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795341700), batch.EndedAt);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero), batch.ExpiresAt);
    }

    [Theory]
    [InlineData("k", "file-9", "batch_2")]
    [InlineData("k9", "file-3", "batch_3")]
    [InlineData("k9", "file-2", null)]
    [InlineData("k9", null, null)]
    public async Task Find_ByKey_ElseByFileWithoutAKey(string key, string? file, string? expected)
    {
        await using var server = await LoopbackServer.StartAsync(
            Reply.Json("""{"value":[{"id":"batch_3","created_at":30,"input_file_id":"file-3"},{"id":"batch_2b","created_at":20,"input_file_id":"file-2","metadata":{"ledger_key":"other"}}],"has_more":true}"""),
            Reply.Json("""{"data":[{"id":"batch_2","created_at":20,"input_file_id":"file-2","metadata":{"ledger_key":"k"}},{"id":"batch_1","created_at":10,"input_file_id":"file-2","metadata":{"ledger_key":"k"}}],"has_more":false}"""));

        var found = await Endpoints(server).GetBatches("main").FindBatchAsync(key, file);

        Assert.Equal(expected, found?.Id);
        Assert.Equal(["/v1/batches?limit=100", "/v1/batches?limit=100&after=batch_2b"], server.Requests.Select(request => request.PathAndQuery));
    }

    [Fact]
    public async Task ReadAnswers_OddLines_BecomeErrorsAndNeverThrow()
    {
        const string Secret = "the text of a row";
        await using var server = await LoopbackServer.StartAsync(
            Reply.Json($$$$$"""
                {"custom_id":"ok","response":{"status_code":200,"body":{{{{{Chat}}}}}},"error":null}

                {"custom_id":"text","response":{"status_code":200,"body":{{{{{JsonSerializer.Serialize(Chat)}}}}}}}
                {"custom_id":"empty","response":{"status_code":200,"body":{}}}
                {"custom_id":"half","resp
                [1]
                {"custom_id":"nothing"}
                """),
            Reply.Json($$$$$"""
                {"custom_id":"filtered","response":{"status_code":400,"body":{"error":{"code":"content_filter","message":"{{{{{Secret}}}}}"}}}}
                {"custom_id":"busy","response":{"status_code":429,"body":{"error":{"code":"rate_limit_exceeded"}}}}
                {"custom_id":"expired","response":null,"error":{"code":"batch_expired","message":"{{{{{Secret}}}}}"}}
                {"custom_id":"prose","response":{"status_code":502,"body":"<html>{{{{{Secret}}}}}</html>"}}
                {"custom_id":"new","response":null,"error":{"code":"something_new"}}
                """));
        var batch = new ModelBatch("batch_1", BatchState.Completed, "completed", "file-1", "file-o", "file-e", new BatchCounts(9, 3, 6), [], default, null, null);

        var answers = await Endpoints(server).GetBatches("main").ReadAnswersAsync(batch).ToListAsync();

        Assert.Equal(
            [
                ("ok", null), ("text", null), ("empty", ProviderErrorKind.Invalid), ("", ProviderErrorKind.Invalid), ("", ProviderErrorKind.Transient), ("nothing", ProviderErrorKind.Transient),
                ("filtered", ProviderErrorKind.ContentFiltered), ("busy", ProviderErrorKind.RateLimited), ("expired", ProviderErrorKind.Transient),
                ("prose", ProviderErrorKind.Transient), ("new", ProviderErrorKind.Transient),
            ],
            answers.Select(answer => (answer.CustomId, answer.Error?.Kind)));
        Assert.Equal(("Hello.", 11L, ChatFinishReason.Stop), (answers[0].Response!.Text, answers[0].Response!.Usage!.InputTokenCount, answers[0].Response!.FinishReason));
        Assert.Equal("Hello.", answers[1].Response!.Text);
        Assert.Equal("batch_expired", answers[8].Error!.Code);
        Assert.All(answers, answer => Assert.DoesNotContain(Secret, answer.Error?.Message ?? "", StringComparison.Ordinal));
        Assert.Equal(["/v1/files/file-o/content", "/v1/files/file-e/content"], server.Requests.Select(request => request.PathAndQuery));
    }

    [Theory]
    [InlineData("openai", null, null, true, 50_000)]
    [InlineData("openai", "false", null, false, 0)]
    [InlineData("local", null, null, true, 50_000)]
    [InlineData("compatible", "auto", null, false, 0)]
    [InlineData("compatible", "true", null, true, 50_000)]
    [InlineData("azure", null, null, false, 0)]
    [InlineData("azure", null, "a=b", true, 100_000)]
    [InlineData("azure", "True", null, true, 100_000)]
    public void Describe_Offer_FollowsKindAndSettings(string kind, string? batches, string? deployments, bool offered, int maxRequests)
    {
        var info = TestEndpoints.Create(new Uri("http://127.0.0.1:1/"), kind, more: [("Batches", batches), ("BatchDeployments", deployments)]).Describe("main");

        Assert.Equal(offered ? new BatchOffer(maxRequests, 200_000_000, 0.5m) : null, info.Batches);
    }

    [Fact]
    public void Describe_OwnLimitsAndPrice_AreRead()
    {
        var info = TestEndpoints.Create(
            new Uri("http://127.0.0.1:1/"), "openai", more: [("BatchMaxRequests", "100"), ("BatchMaxMegabytes", "1.5"), ("BatchPriceFactor", "0.6")]).Describe("main");

        Assert.Equal(new BatchOffer(100, 1_500_000, 0.6m), info.Batches);
    }

    [Theory]
    [InlineData("Batches", "perhaps")]
    [InlineData("BatchDeployments", "a")]
    [InlineData("BatchDeployments", "a=b, a=c")]
    [InlineData("BatchMaxRequests", "0")]
    [InlineData("BatchPriceFactor", "-1")]
    public void Describe_WrongSetting_IsNamed(string setting, string value)
    {
        var endpoints = TestEndpoints.Create(new Uri("http://127.0.0.1:1/"), "azure", more: [(setting, value)]);

        Assert.Contains($"Endpoints__main__{setting}", Assert.Throws<EndpointNotConfiguredException>(() => endpoints.Describe("main")).Message, StringComparison.Ordinal);
    }

    private static IModelEndpoints Endpoints(LoopbackServer server, string kind = "openai", params (string Name, string? Value)[] more) =>
        TestEndpoints.Create(server.Url, kind, more: more);

    /// <summary>A stream that tells neither its length nor its position.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
