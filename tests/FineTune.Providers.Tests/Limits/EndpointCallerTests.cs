using Azure.Core;
using Azure.Identity;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Hosting;
using FineTune.Providers.Limits;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Limits;

public sealed class EndpointCallerTests
{
    private static readonly EndpointSettings Settings = new() { Name = "main", Kind = EndpointKind.OpenAI, Url = new Uri("http://127.0.0.1/v1/") };

    [Fact]
    public async Task Call_MoreThanMaxConcurrency_Wait()
    {
        var caller = new EndpointCaller(Settings with { MaxConcurrency = 2 }, TimeProvider.System);
        var gate = new TaskCompletionSource();
        var (running, most, started) = (0, 0, 0);
        var calls = Enumerable.Range(0, 6).Select(_ => caller.CallAsync(
            "m",
            async _ =>
            {
                Interlocked.Increment(ref started);
                most = Math.Max(most, Interlocked.Increment(ref running));
                await gate.Task;
                Interlocked.Decrement(ref running);
                return 0;
            },
            CancellationToken.None)).ToList();

        Assert.Equal(2, started);
        gate.SetResult();
        await Task.WhenAll(calls);

        Assert.Equal((6, 2), (started, most));
    }

    [Fact]
    public async Task Call_MoreThanRequestsPerMinute_Wait()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { RequestsPerMinute = 2 }, time);
        var started = 0;
        Task<int> CallAsync() => caller.CallAsync("m", _ => Task.FromResult(Interlocked.Increment(ref started)), CancellationToken.None);

        await CallAsync();
        var second = CallAsync();

        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal((false, 1), (second.IsCompleted, started));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task Call_MoreThanTokensPerMinute_WaitUntilTheUsageIsMadeUp()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { TokensPerMinute = 60_000 }, time);
        Task<int> CallAsync(long used) => caller.CallAsync(
            "m", 1_000, null, _ => Task.FromResult(1), _ => new UsageDetails { TotalTokenCount = used }, CancellationToken.None);

        await CallAsync(used: 0);
        await CallAsync(used: 4_000);
        var third = CallAsync(used: 0);

        time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(third.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await third;
    }

    [Fact]
    public async Task Call_WithAShareOfItsOwn_WaitsForItAndNotForTheOthers()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { RequestsPerMinute = 60, MaxConcurrency = 1 }, time);
        var shares = (One: new EndpointShares(2, time), Other: new EndpointShares(2, time));
        Task<int> CallAsync(EndpointShares mine) => caller.CallAsync(
            "m", 0, mine.Of((Settings with { RequestsPerMinute = 60 }).Describe()), _ => Task.FromResult(1), _ => null, CancellationToken.None);

        await CallAsync(shares.One);
        var waiting = CallAsync(shares.One);
        var other = CallAsync(shares.Other);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, true), (waiting.IsCompleted, other.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task Call_MadeAgain_CountsAgainstItsShareButDoesNotQueueForIt()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings, time);
        var share = new EndpointShares(1, time).Of((Settings with { RequestsPerMinute = 1 }).Describe())!;
        var attempts = 0;

        var call = caller.CallAsync(
            "m", 0, share, _ => ++attempts < 3 ? throw new HttpRequestException("down") : Task.FromResult("late"), _ => null, CancellationToken.None);
        await AdvanceUntilAsync(call, time);

        Assert.Equal("late", await call);
        Assert.InRange((time.GetUtcNow() - time.Start).TotalMinutes, 0, 1);
        Assert.InRange(share.Take(0).TotalMinutes, 2, 3);
    }

    [Fact]
    public async Task Call_ThatGetsNoTurn_GivesItsShareBack()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { MaxConcurrency = 1 }, time);
        var share = new EndpointShares(1, time).Of((Settings with { RequestsPerMinute = 1 }).Describe())!;
        var gate = new TaskCompletionSource<int>();
        var first = caller.CallAsync("m", _ => gate.Task, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var second = caller.CallAsync("m", 0, share, _ => Task.FromResult(2), _ => null, cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult(1);

        Assert.Equal(1, await first);
        Assert.Equal(TimeSpan.Zero, share.Take(0));
    }

    [Fact]
    public async Task Call_AttemptThatHangs_IsTriedAgain()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { AttemptTimeout = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromDays(1) }, time);
        var attempts = 0;
        var call = caller.CallAsync(
            "m",
            async ct =>
            {
                if (++attempts == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
                }

                return "done";
            },
            CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, attempts);
        await AdvanceUntilAsync(call, time);

        Assert.Equal(("done", 2), (await call, attempts));
    }

    [Fact]
    public async Task Call_PausingBeforeItsNextAttempt_LeavesItsSlotToOthers()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { MaxConcurrency = 1 }, time);
        var attempts = 0;
        var failing = caller.CallAsync(
            "m", _ => ++attempts == 1 ? throw new HttpRequestException("down") : Task.FromResult("late"), CancellationToken.None);

        Assert.Equal("early", await caller.CallAsync("m", _ => Task.FromResult("early"), CancellationToken.None));

        Assert.False(failing.IsCompleted);
        await AdvanceUntilAsync(failing, time);
        Assert.Equal("late", await failing);
    }

    [Fact]
    public async Task Call_WaitingForItsTurn_DoesNotUseUpItsTime()
    {
        var time = new FakeTimeProvider();
        var caller = new EndpointCaller(Settings with { MaxConcurrency = 1, Timeout = TimeSpan.FromSeconds(60) }, time);
        var gate = new TaskCompletionSource();
        var first = caller.CallAsync("m", async _ => { await gate.Task; return 1; }, CancellationToken.None);
        var second = caller.CallAsync("m", ct => Task.FromResult(ct.IsCancellationRequested ? -1 : 2), CancellationToken.None);

        time.Advance(TimeSpan.FromMinutes(10));
        gate.SetResult();

        Assert.Equal((1, 2), (await first, await second));
    }

    [Fact]
    public async Task Call_AfterAnotherWasToldToWait_WaitsToo()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await LoopbackServer.StartAsync(
            Reply.Error(429, "rate_limit_exceeded", ("retry-after", "50")),
            Reply.Json("""{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}"""));
        var client = TestEndpoints.Create(server.Url, time: time, more: ("TimeoutSeconds", "50")).GetChatClient("main", "m");
        await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("one"));

        var second = client.GetResponseAsync("two");
        Assert.False(second.IsCompleted);
        Assert.Single(server.Requests);
        time.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal("ok", (await second).Text);
    }

    [Fact]
    public async Task Call_AfterAnotherWasToldToWaitForLong_FailsAtOnce()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await LoopbackServer.StartAsync(Reply.Error(429, "rate_limit_exceeded", ("retry-after", "3600")));
        var client = TestEndpoints.Create(server.Url, time: time).GetChatClient("main", "m");
        await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("one"));
        time.Advance(TimeSpan.FromMinutes(10));

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("two"));

        Assert.Equal((ProviderErrorKind.RateLimited, TimeSpan.FromMinutes(50)), (error.Kind, error.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Call_WithoutAToken_IsUnauthorized()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:main:Kind"] = "azure",
            ["Endpoints:main:Url"] = "http://127.0.0.1:1/",
        }).Build();
        using var endpoints = new ModelEndpoints(settings, () => new SignedOut(), TimeProvider.System, NullLoggerFactory.Instance);

        var chat = await Assert.ThrowsAsync<ProviderException>(() => endpoints.GetChatClient("main", "m").GetResponseAsync("one"));
        var jobs = await Assert.ThrowsAsync<ProviderException>(() => endpoints.GetFineTuning("main").GetJobAsync("j"));

        Assert.Equal((ProviderErrorKind.Unauthorized, ProviderErrorKind.Unauthorized), (chat.Kind, jobs.Kind));
        Assert.Contains("managed identity", chat.Message, StringComparison.Ordinal);
    }

    private static async Task AdvanceUntilAsync(Task call, FakeTimeProvider time)
    {
        while (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private sealed class SignedOut : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("nobody is signed in");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("nobody is signed in");
    }
}
