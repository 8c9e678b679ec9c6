using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Calls;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace FineTune.Functions.Tests.Activities;

public sealed class PacedChatClientTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Mock<IChatClient> _inner = new();

    public PacedChatClientTests() => _inner
        .Setup(c => c.GetResponseAsync(It.IsAny<IEnumerable<ChatMessage>>(), It.IsAny<ChatOptions?>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new ChatResponse(new ChatMessage(ChatRole.Assistant, "yes")));

    [Fact]
    public void Share_NoLimit_IsTheClientItself() =>
        Assert.Same(_inner.Object, PacedChatClient.Share(_inner.Object, Endpoint(0), 8, _time));

    [Fact]
    public async Task GetResponseAsync_ThirtyAMinuteAmongThree_OneCallEverySixSeconds()
    {
        var client = PacedChatClient.Share(_inner.Object, Endpoint(30), 3, _time);

        var calls = Enumerable.Range(0, 3).Select(_ => client.GetResponseAsync("hello", cancellationToken: TestContext.Current.CancellationToken)).ToList();
        await calls[0];
        Assert.False(calls[1].IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));
        await calls[1];
        Assert.False(calls[2].IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));
        await calls[2];
    }

    private static EndpointInfo Endpoint(int requestsPerMinute) =>
        new("e", EndpointKind.OpenAI, requestsPerMinute, 8, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
}
