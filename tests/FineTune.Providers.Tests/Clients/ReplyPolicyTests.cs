using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Clients;

public sealed class ReplyPolicyTests
{
    [Theory]
    [InlineData("""{"error":{"message":"m","code":429}}""", ProviderErrorKind.RateLimited, 429)]
    [InlineData("""{"error":{"message":"m","code":"502"},"choices":[]}""", ProviderErrorKind.Transient, 502)]
    [InlineData("""{"error":{"message":"m","code":"insufficient_quota"}}""", ProviderErrorKind.QuotaExhausted, 400)]
    [InlineData("""{"error":{"message":"m","code":"content_filter"}}""", ProviderErrorKind.ContentFiltered, 400)]
    [InlineData("""{"error":{"message":"m","code":7}}""", ProviderErrorKind.Invalid, 400)]
    [InlineData("""{"error":{"message":"m"}}""", ProviderErrorKind.Invalid, 400)]
    public async Task Chat_ErrorSentAsASuccess_IsThatError(string body, ProviderErrorKind kind, int status)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(body));

        var error = await Assert.ThrowsAsync<ProviderException>(() => Client(server).GetResponseAsync("the secret prompt text"));

        Assert.Equal((kind, status), (error.Kind, error.Status));
    }

    [Theory]
    [InlineData("""{"error":"overloaded"}""")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"\\ud800\"},\"finish_reason\":\"stop\"}]}")]
    public async Task Chat_ReplyThatCannotBeRead_IsInvalid(string body)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(body));

        var error = await Assert.ThrowsAsync<ProviderException>(() => Client(server).GetResponseAsync("hello"));

        Assert.Equal(ProviderErrorKind.Invalid, error.Kind);
        Assert.Contains("could not be read", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Chat_ErrorBesideAnAnswer_IsTheAnswer()
    {
        await using var server = await LoopbackServer.StartAsync(
            Reply.Json("""{"error":{"code":502},"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}"""));

        Assert.Equal("x", (await Client(server).GetResponseAsync("hello")).Text);
    }

    /// <summary>On a clock that stands still the first pause is longer than the time there is.</summary>
    private static IChatClient Client(LoopbackServer server) =>
        TestEndpoints.Create(server.Url, "compatible", new FakeTimeProvider(), more: ("TimeoutSeconds", "0.2")).GetChatClient("main", "m");
}
