using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Clients;

public sealed class ProviderChatClientTests
{
    private const string Prompt = "the secret prompt text";

    private const string Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1795300000,"model":"gpt-4.1-2025-04-14",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":5}}}
        """;

    private static readonly ChatMessage[] Messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, Prompt)];

    [Fact]
    public async Task GetResponse_AllOptions_AreSent()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var client = TestEndpoints.Create(server.Url).GetChatClient("main", "gpt-4.1");
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}""").RootElement;

        await client.GetResponseAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, Prompt) { AuthorName = "owner" }, new(ChatRole.Assistant, "And?")],
            new ChatOptions
            {
                Temperature = 0.7f,
                MaxOutputTokens = 99,
                Seed = 42,
                StopSequences = ["END"],
                ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "score card", "A score."),
            });

        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", request.PathAndQuery);
        Assert.Equal($"Bearer {TestEndpoints.Key}", request.Headers["Authorization"]);
        var expected = JsonNode.Parse($$"""
            {"model":"gpt-4.1",
             "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{Prompt}}","name":"owner"},{"role":"assistant","content":"And?"}],
             "temperature":0.7,"max_completion_tokens":99,"seed":42,"stop":["END"],
             "response_format":{"type":"json_schema","json_schema":{"name":"score_card","description":"A score.","strict":true,"schema":{{schema.GetRawText()}} } } }
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(request.Body)), request.Body);
    }

    [Fact]
    public async Task GetResponse_Answer_IsMapped()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        var response = await TestEndpoints.Create(server.Url).GetChatClient("main", "gpt-4.1").GetResponseAsync(Messages);

        Assert.Equal("Hello.", response.Text);
        Assert.Equal("chatcmpl-1", response.ResponseId);
        Assert.Equal("gpt-4.1-2025-04-14", response.ModelId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal((11, 3, 14, 5), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount, response.Usage.CachedInputTokenCount));
        Assert.Equal(1795300000, response.CreatedAt!.Value.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"cut"}""", "length", "cut", "length")]
    [InlineData("""{"role":"assistant"}""", "content_filter", "", "content_filter")]
    [InlineData("""{"role":"assistant","content":null}""", "content_filter", "", "content_filter")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"in "},{"type":"text","text":"parts"}]}""", "stop", "in parts", "stop")]
    [InlineData("""{"role":"assistant","content":"odd"}""", "eos", "odd", "eos")]
    public async Task GetResponse_UnusualAnswers_AreMapped(string message, string finish, string text, string expectedFinish)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json($$"""{"choices":[{"message":{{message}},"finish_reason":"{{finish}}"}]}"""));

        var response = await TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(Messages);

        Assert.Equal(text, response.Text);
        Assert.Equal(new ChatFinishReason(expectedFinish), response.FinishReason);
        Assert.Null(response.Usage);
    }

    [Fact]
    public async Task GetResponse_Refusal_IsErrorContent()
    {
        await using var server = await LoopbackServer.StartAsync(
            Reply.Json("""{"choices":[{"message":{"role":"assistant","content":null,"refusal":"I cannot."},"finish_reason":"stop"}]}"""));

        var response = await TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(Messages);

        var refusal = Assert.IsType<ErrorContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("Refusal", "I cannot."), (refusal.ErrorCode, refusal.Message));
        Assert.Equal("", response.Text);
    }

    [Fact]
    public async Task GetResponse_ToolMessages_KeepTheirText()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        await TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(
        [
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "rain")]),
            new(ChatRole.Tool, "a tool without a call"),
        ]);

        var messages = JsonNode.Parse(Assert.Single(server.Requests).Body)!["messages"]!.AsArray();
        Assert.Equal("""{"city":"Oslo"}""", (string?)messages[1]!["tool_calls"]![0]!["function"]!["arguments"]);
        Assert.Equal(("tool", "c1", "rain"), ((string?)messages[2]!["role"], (string?)messages[2]!["tool_call_id"], (string?)messages[2]!["content"]));
        Assert.Equal(("user", "a tool without a call"), ((string?)messages[3]!["role"], (string?)messages[3]!["content"]));
    }

    [Fact]
    public async Task GetResponse_Azure_CallsTheDeploymentWithTheKey()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        await TestEndpoints.Create(server.Url, "azure").GetChatClient("main", "my-deployment").GetResponseAsync(Messages, new ChatOptions { MaxOutputTokens = 5 });

        var request = Assert.Single(server.Requests);
        Assert.Equal("/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21", request.PathAndQuery);
        Assert.Equal(TestEndpoints.Key, request.Headers["api-key"]);
        Assert.Equal(5, (int?)JsonNode.Parse(request.Body)!["max_completion_tokens"]);
    }

    [Fact]
    public async Task GetResponse_AzureWithoutKey_UsesAnEntraToken()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        await TestEndpoints.Create(new Uri(server.Url, "openai/v1/"), "azure", more: ("Key", "")).GetChatClient("main", "d").GetResponseAsync(Messages);

        var request = Assert.Single(server.Requests);
        Assert.StartsWith("/openai/deployments/d/", request.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal("Bearer token-for-https://cognitiveservices.azure.com/.default", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task GetResponse_Compatible_UsesTheFieldThatAllServersKnow()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        await TestEndpoints.Create(new Uri(server.Url, "base/v1"), "compatible").GetChatClient("main", "m").GetResponseAsync(Messages, new ChatOptions { MaxOutputTokens = 5 });

        var request = Assert.Single(server.Requests);
        Assert.Equal("/base/v1/chat/completions", request.PathAndQuery);
        Assert.Equal(5, (int?)JsonNode.Parse(request.Body)!["max_tokens"]);
    }

    [Theory]
    [InlineData(400, null, ProviderErrorKind.Invalid)]
    [InlineData(400, "context_length_exceeded", ProviderErrorKind.Invalid)]
    [InlineData(400, "content_filter", ProviderErrorKind.ContentFiltered)]
    [InlineData(401, "invalid_api_key", ProviderErrorKind.Unauthorized)]
    [InlineData(403, null, ProviderErrorKind.Unauthorized)]
    [InlineData(404, "DeploymentNotFound", ProviderErrorKind.NotFound)]
    [InlineData(404, "404", ProviderErrorKind.NotFound)]
    [InlineData(422, null, ProviderErrorKind.Invalid)]
    [InlineData(429, "insufficient_quota", ProviderErrorKind.QuotaExhausted)]
    public async Task GetResponse_FinalError_IsTriedOnceAndTellsNoSecret(int status, string? code, ProviderErrorKind kind)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(status, code));
        var client = TestEndpoints.Create(server.Url).GetChatClient("main", "gpt-4.1");

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync(Messages));

        Assert.Equal((kind, status, code), (error.Kind, error.Status, error.Code));
        Assert.Single(server.Requests);
        Assert.Contains("'main'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'gpt-4.1'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Prompt, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestEndpoints.Key, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("said by the server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_AzureFilterInInnerError_IsContentFiltered()
    {
        await using var server = await LoopbackServer.StartAsync(
            new Reply(400, """{"error":{"code":"400","param":"prompt","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"""));

        var error = await Assert.ThrowsAsync<ProviderException>(
            () => TestEndpoints.Create(server.Url, "azure").GetChatClient("main", "m").GetResponseAsync(Messages));

        Assert.Equal(ProviderErrorKind.ContentFiltered, error.Kind);
    }

    public static TheoryData<Reply> Passing =>
    [
        Reply.Error(429, "rate_limit_exceeded", ("retry-after-ms", "1")),
        Reply.Error(429, null, ("retry-after", "0")),
        Reply.Error(500, null, ("retry-after-ms", "1")),
        Reply.Error(503, "slow_down", ("retry-after-ms", "1")),
        Reply.Error(409, null, ("retry-after-ms", "1")),
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task GetResponse_ErrorThatPasses_IsTriedAgain(Reply failure)
    {
        await using var server = await LoopbackServer.StartAsync(failure, failure, Reply.Json(Answer));

        var response = await TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(Messages);

        Assert.Equal("Hello.", response.Text);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task GetResponse_LostReply_IsTriedAgain()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Lost, Reply.Json(Answer));

        Assert.Equal("Hello.", (await TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(Messages)).Text);
    }

    [Fact]
    public async Task GetResponse_RetryAfterBeyondTheBudget_SurfacesAtOnce()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(429, "rate_limit_exceeded", ("retry-after", "120")));

        var error = await Assert.ThrowsAsync<ProviderException>(
            () => TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(Messages));

        Assert.Equal((ProviderErrorKind.RateLimited, TimeSpan.FromSeconds(120)), (error.Kind, error.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>welcome</html>", ProviderErrorKind.Transient)]
    [InlineData("""{"hello":"world"}""", ProviderErrorKind.Invalid)]
    public async Task GetResponse_AnswerThatIsNone_IsAProviderException(string body, ProviderErrorKind kind)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(body));
        var client = TestEndpoints.Create(server.Url, time: new FakeTimeProvider(), more: ("TimeoutSeconds", "0.2")).GetChatClient("main", "m");

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync(Messages));

        Assert.Equal(kind, error.Kind);
        Assert.Contains("could not be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_NobodyListens_IsTransient()
    {
        var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var url = server.Url;
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<ProviderException>(
            () => TestEndpoints.Create(url, time: new FakeTimeProvider(), more: ("TimeoutSeconds", "0.2")).GetChatClient("main", "m").GetResponseAsync(Messages));

        Assert.Equal(ProviderErrorKind.Transient, error.Kind);
        Assert.Contains("nothing answers at that address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_CancelledByTheCaller_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetResponseAsync(Messages, cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task GetStreamingResponse_GivesTheWholeAnswer()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        var response = await TestEndpoints.Create(server.Url).GetChatClient("main", "m").GetStreamingResponseAsync(Messages).ToChatResponseAsync();

        Assert.Equal(("Hello.", 14L), (response.Text, response.Usage!.TotalTokenCount));
    }

    [Fact]
    public async Task GetResponse_Telemetry_HoldsTokensButNoText()
    {
        List<Activity> seen = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "FineTune.Models",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        await TestEndpoints.Create(server.Url).GetChatClient("main", "telemetry-model").GetResponseAsync(Messages);

        var activity = seen.Single(a => a.DisplayName.Contains("telemetry-model", StringComparison.Ordinal));
        var all = string.Join('\n', activity.TagObjects.Select(t => $"{t.Key}={t.Value}").Concat(activity.Events.SelectMany(e => e.Tags.Select(t => $"{t.Value}"))));
        Assert.Contains("gen_ai.usage.input_tokens=11", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Prompt, all, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello.", all, StringComparison.Ordinal);
    }
}
