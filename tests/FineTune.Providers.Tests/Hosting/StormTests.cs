using System.Diagnostics;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Tests.Hosting;

/// <summary>Many calls through a real client against a server that is not well.</summary>
public sealed class StormTests
{
    private const string Good = """
        {"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}
        """;

    [Fact]
    public async Task Calls_ThreeOfTenFail_AllEndAndFewAreMadeAgain()
    {
        const int Rows = 300;
        var served = 0;
        await using var server = await LoopbackServer.StartAsync((context, _) => AnswerAsync(context, Interlocked.Increment(ref served)));
        var client = TestEndpoints.Create(server.Url, more: [("MaxConcurrency", "32"), ("AttemptSeconds", "1"), ("TimeoutSeconds", "120")]).GetChatClient("main", "m");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Rows).Select(i => OutcomeAsync(client, i)));

        Assert.All(outcomes, outcome => Assert.True(outcome is "ok" or nameof(ProviderErrorKind.Transient) or nameof(ProviderErrorKind.RateLimited), outcome));
        Assert.True(outcomes.Count(o => o == "ok") >= 0.98 * Rows, $"{outcomes.Count(o => o == "ok")} of {Rows} are answered.");
        Assert.True(server.Requests.Count <= 1.6 * Rows, $"{server.Requests.Count} calls for {Rows} rows.");
        Assert.True(server.Requests.Count > 1.2 * Rows, "The storm was none.");
    }

    [Fact]
    public async Task Calls_TwoAppsWithTheirShares_StayWithinTheLimitAndOneBucketEach()
    {
        const int ShareEach = 1_200;
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Good));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => CallUntilAsync(
            TestEndpoints.Create(server.Url, more: [("MaxConcurrency", "16"), ("RequestsPerMinute", $"{ShareEach}")]).GetChatClient("main", "m"), stop.Token)));

        var allowed = 2 * ShareEach * clock.Elapsed.TotalMinutes;
        const double Buckets = 2 * ShareEach / 60.0;
        Assert.True(server.Requests.Count <= allowed + Buckets, $"{server.Requests.Count} calls where {allowed} and {Buckets} are allowed.");
        Assert.True(server.Requests.Count > Buckets, "Nothing was held back.");
    }

    [Fact]
    public async Task Calls_OutOfQuota_AreMadeOnceEach()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(429, "insufficient_quota", ("retry-after", "1")));
        var client = TestEndpoints.Create(server.Url).GetChatClient("main", "m");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => OutcomeAsync(client, i)));

        Assert.All(outcomes, outcome => Assert.Equal(nameof(ProviderErrorKind.QuotaExhausted), outcome));
        Assert.Equal(10, server.Requests.Count);
    }

    /// <summary>Of ten requests one is limited, one fails and one is never answered.</summary>
    private static async Task AnswerAsync(HttpContext context, int number)
    {
        switch (number % 10)
        {
            case 2:
                await Reply.Error(429, "rate_limit_exceeded", ("retry-after-ms", "50")).SendAsync(context);
                break;
            case 5:
                await Reply.Error(500, "server_error").SendAsync(context);
                break;
            case 8:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                await Reply.Json(Good).SendAsync(context);
                break;
        }
    }

    private static async Task<string> OutcomeAsync(IChatClient client, int row)
    {
        try
        {
            return (await client.GetResponseAsync($"row {row}")).Text;
        }
        catch (ProviderException error)
        {
            return error.Kind.ToString();
        }
    }

    private static async Task CallUntilAsync(IChatClient client, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => client.GetResponseAsync($"row {i}", cancellationToken: stop)));
        }
        catch (OperationCanceledException)
        {
            // The time of the test is up.
        }
    }
}
