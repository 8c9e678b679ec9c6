using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Providers.Caching;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace FineTune.Providers.Tests.Caching;

public sealed class CachedChatClientTests : IDisposable
{
    private static readonly ChatOptions Greedy = new() { Temperature = 0, MaxOutputTokens = 50 };
    private readonly InMemoryBlobStore _store = new();
    private readonly CapturedLogs _logs = new();
    private readonly Mock<IChatClient> _model = new();
    private ChatResponse _answer = Answer("yes");

    public CachedChatClientTests() => _model
        .Setup(m => m.GetResponseAsync(It.IsAny<IEnumerable<ChatMessage>>(), It.IsAny<ChatOptions?>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(() => _answer);

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task GetResponse_SameCallAgain_IsAnsweredFreeOfChargeAndMarked()
    {
        var first = await Client().GetResponseAsync("hello", Greedy);
        var second = await Client().GetResponseAsync("hello", Greedy);

        Assert.Equal(("yes", 10L, false), (first.Text, first.Usage!.InputTokenCount, CachedAnswer.Is(first)));
        Assert.Equal(("yes", 0L, 0L, true), (second.Text, second.Usage!.InputTokenCount, second.Usage.OutputTokenCount, CachedAnswer.Is(second)));
        Assert.Equal(ChatFinishReason.Stop, second.FinishReason);
        VerifyCalls(1);
    }

    [Fact]
    public async Task GetResponse_Kept_LiesUnderTheFirstDigitsOfItsKey()
    {
        await Client().GetResponseAsync("hello", Greedy);

        var page = await _store.ListPageAsync(BlobPaths.Cache, "");
        var name = Assert.Single(page.Items).Blob.Name;
        Assert.Matches("^([0-9a-f]{2})/\\1[0-9a-f]{62}\\.json$", name);
        Assert.DoesNotContain("hello", await _store.ReadTextAsync(new BlobRef(BlobPaths.Cache, name)), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, ChatOptions> OtherCalls => new()
    {
        { "openai", "hallo", Greedy },
        { "azure:host", "hello", Greedy },
        { "openai", "hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 51 } },
        { "openai", "hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 50, Seed = 1 } },
        { "openai", "hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 50, ModelId = "other" } },
        { "openai", "hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 50, StopSequences = ["END"] } },
        { "openai", "hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 50, ResponseFormat = ChatResponseFormat.Json } },
    };

    [Theory]
    [MemberData(nameof(OtherCalls), DisableDiscoveryEnumeration = true)]
    public async Task GetResponse_AnythingElseAsked_IsCalled(string identity, string prompt, ChatOptions options)
    {
        await Client().GetResponseAsync("hello", Greedy);

        var other = await Client(identity: identity).GetResponseAsync(prompt, options);

        Assert.False(CachedAnswer.Is(other));
        VerifyCalls(2);
    }

    public static TheoryData<ChatResponse> Worthless => new()
    {
        new ChatResponse(new ChatMessage(ChatRole.Assistant, "cut")) { FinishReason = ChatFinishReason.Length },
        new ChatResponse(new ChatMessage(ChatRole.Assistant, "")) { FinishReason = ChatFinishReason.ContentFilter },
        new ChatResponse(new ChatMessage(ChatRole.Assistant, " ")) { FinishReason = ChatFinishReason.Stop },
        new ChatResponse(new ChatMessage(ChatRole.Assistant, "who knows")),
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent("no"), new ErrorContent("I cannot.") { ErrorCode = "Refusal" }])) { FinishReason = ChatFinishReason.Stop },
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent("calling"), new FunctionCallContent("1", "f")])) { FinishReason = ChatFinishReason.Stop },
    };

    [Theory]
    [MemberData(nameof(Worthless), DisableDiscoveryEnumeration = true)]
    public async Task GetResponse_NoWholeAnswer_IsNotKept(ChatResponse answer)
    {
        _answer = answer;

        await Client().GetResponseAsync("hello", Greedy);
        await Client().GetResponseAsync("hello", Greedy);

        VerifyCalls(2);
    }

    [Theory]
    [InlineData("""{"score": 3}""", 1)]
    [InlineData("""{"score": """, 2)]
    public async Task GetResponse_WithAFormat_OnlyJsonIsKept(string text, int calls)
    {
        _answer = Answer(text);
        var options = new ChatOptions { Temperature = 0, ResponseFormat = ChatResponseFormat.Json };

        await Client().GetResponseAsync("hello", options);
        await Client().GetResponseAsync("hello", options);

        VerifyCalls(calls);
    }

    [Theory]
    [InlineData(nameof(CacheMode.Repeatable), 0.7f, null, 2)]
    [InlineData(nameof(CacheMode.Repeatable), 0.7f, 5L, 1)]
    [InlineData(nameof(CacheMode.Repeatable), null, null, 2)]
    [InlineData(nameof(CacheMode.Repeatable), 0f, null, 1)]
    [InlineData(nameof(CacheMode.All), 0.7f, null, 1)]
    public async Task GetResponse_ByMode_IsKept(string mode, float? temperature, long? seed, int calls)
    {
        var options = new ChatOptions { Temperature = temperature, Seed = seed };

        await Client(Enum.Parse<CacheMode>(mode)).GetResponseAsync("hello", options);
        await Client(Enum.Parse<CacheMode>(mode)).GetResponseAsync("hello", options);

        VerifyCalls(calls);
    }

    [Fact]
    public async Task GetResponse_StoreFails_TheModelAnswers()
    {
        var cache = new AnswerCache(() => throw new InvalidOperationException("there is no place for data"), new FakeTimeProvider(), Logger());
        var client = new CachedChatClient(_model.Object, cache, CacheMode.All, "main", "openai", "m");

        Assert.Equal("yes", (await client.GetResponseAsync("hello", Greedy)).Text);

        Assert.Equal(2, _logs.Lines.Count);
        Assert.All(_logs.Lines, line => Assert.DoesNotContain("hello", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GetResponse_BrokenBlob_IsAMiss()
    {
        await Client().GetResponseAsync("hello", Greedy);
        var blob = Assert.Single((await _store.ListPageAsync(BlobPaths.Cache, "")).Items).Blob;
        await _store.WriteAsync(blob, new MemoryStream("{\"version\":"u8.ToArray()));

        Assert.Equal("yes", (await Client().GetResponseAsync("hello", Greedy)).Text);

        VerifyCalls(2);
    }

    [Fact]
    public async Task Endpoint_OfAPaidKind_UsesTheCacheAndALocalOneDoesNot()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}"""));
        foreach (var (kind, requests) in new[] { ("openai", 1), ("local", 3) })
        {
            var endpoints = TestEndpoints.Create(server.Url, kind, store: () => _store);
            await endpoints.GetChatClient("main", "m").GetResponseAsync(kind, Greedy);
            await endpoints.GetChatClient("main", "m").GetResponseAsync(kind, Greedy);

            Assert.Equal(requests, server.Requests.Count);
        }
    }

    private CachedChatClient Client(CacheMode mode = CacheMode.Repeatable, string identity = "openai") =>
        new(_model.Object, new AnswerCache(() => _store, new FakeTimeProvider(), Logger()), mode, "main", identity, "m");

    private Microsoft.Extensions.Logging.Logger<AnswerCache> Logger() => new(_logs);

    private void VerifyCalls(int times) => _model.Verify(
        m => m.GetResponseAsync(It.IsAny<IEnumerable<ChatMessage>>(), It.IsAny<ChatOptions?>(), It.IsAny<CancellationToken>()), Times.Exactly(times));

    private static ChatResponse Answer(string text) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 2 },
    };
}
