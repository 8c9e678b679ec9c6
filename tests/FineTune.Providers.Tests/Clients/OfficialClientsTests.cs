using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Hosting;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Clients;

public sealed class OfficialClientsTests
{
    private const string Secret = "the secret prompt text";

    [Theory]
    [InlineData("openai", "OpenAI/2.")]
    [InlineData("azure", "azsdk-net-AI.OpenAI/2.")]
    public async Task Call_UserAgent_NamesTheProductBeforeTheLibraries(string kind, string library)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"choices":[{"message":{"content":"x"}}]}"""));

        await TestEndpoints.Create(server.Url, kind).GetChatClient("main", "m").GetResponseAsync("hello");

        Assert.Matches($@"^FineTuneFunctions/\d+\.\d+\.\d+ {library}", Assert.Single(server.Requests).Headers["User-Agent"]);
    }

    [Fact]
    public async Task Call_WithEveryListenerOn_IsNotLogged()
    {
        using var events = new ClientEvents();
        using var logs = new CapturedLogs();
        await using var server = await LoopbackServer.StartAsync(
            Reply.Error(400, "bad"), Reply.Json("""{"choices":[{"message":{"content":"the secret answer"}}]}"""));
        var client = TestEndpoints.Create(server.Url, logs: logs).GetChatClient("main", "m");

        await Assert.ThrowsAnyAsync<Exception>(() => client.GetResponseAsync(Secret));
        await client.GetResponseAsync(Secret);

        Assert.Empty(events.Seen);
        Assert.Empty(logs.Lines);
    }

    [Fact]
    public async Task Call_TokenThatNeverComes_EndsInTime()
    {
        var time = new FakeTimeProvider();
        var settings = new EndpointSettings
        {
            Name = "main",
            Kind = EndpointKind.Azure,
            Url = new Uri("http://127.0.0.1:1/"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        using var clients = new EndpointClients(settings, () => new NeverSignedIn(), time, new CapturedLogs());

        Task[] calls = [clients.Chat("m").GetResponseAsync("hello"), clients.Embeddings("m").GenerateAsync(["hello"])];
        time.Advance(TimeSpan.FromSeconds(10));

        foreach (var call in calls)
        {
            Assert.Equal(ProviderErrorKind.Transient, (await Assert.ThrowsAsync<ProviderException>(() => call)).Kind);
        }
    }

    private sealed class NeverSignedIn : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<AccessToken>().Task);
    }

    /// <summary>Hears the event source that the clients log to where nobody gives them another place.</summary>
    private sealed class ClientEvents : EventListener
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.ClientModel")
            {
                EnableEvents(eventSource, EventLevel.LogAlways, EventKeywords.All);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Seen.Enqueue($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? (IEnumerable<object?>)[])}");
    }
}
