using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Core.Tests.Models;

public sealed class RateShareTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Of_NoLimits_IsNull() => Assert.Null(RateShare.Of(Endpoint(0, 0), 8, _time));

    [Fact]
    public void Take_ThirtyAMinuteAmongThree_OneEverySixSeconds() =>
        Assert.Equal([0, 6, 12], Waits(RateShare.Of(Endpoint(30, 0), 3, _time)!, 1, 1, 1));

    [Fact]
    public void Take_OneSecondsWorth_GoesAtOnce() =>
        Assert.Equal([0, 0, 0.5, 1], Waits(RateShare.Of(Endpoint(120, 0), 1, _time)!, 1, 1, 1, 1));

    [Fact]
    public void Take_Tokens_AreCountedLikeRequests() =>
        Assert.Equal([0, 0, 0.8, 1.8], Waits(RateShare.Of(Endpoint(0, 60_000), 1, _time)!, 500, 500, 800, 1000));

    [Fact]
    public void Take_MoreThanTheBucketHolds_GoesWhenItIsFullAndOthersPayForIt()
    {
        var share = RateShare.Of(Endpoint(0, 60_000), 1, _time)!;

        Assert.Equal([0, 4.1, 5.1], Waits(share, 5_000, 100, 1_000));
    }

    [Fact]
    public void Take_BothLimits_TheTighterOneRules() =>
        Assert.Equal([0, 10, 19.1, 20.1], Waits(RateShare.Of(Endpoint(60, 6_000), 1, _time)!, 1_000, 1_000, 10, 10));

    [Fact]
    public void Take_AfterAPause_NoMoreThanOneSecondsWorthWasSaved()
    {
        var share = RateShare.Of(Endpoint(120, 0), 1, _time)!;
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal([0, 0, 0.5], Waits(share, 1, 1, 1));
    }

    [Theory]
    [InlineData(EndpointKind.OpenAI, 100, 0)]
    [InlineData(EndpointKind.OpenAI, 3_000, 3)]
    [InlineData(EndpointKind.Azure, 100, 1)]
    [InlineData(EndpointKind.Azure, 3_000, 3)]
    public void Correct_Usage_PutsTheEstimateRight(EndpointKind kind, long used, double expectedSeconds)
    {
        var share = RateShare.Of(Endpoint(0, 60_000) with { Kind = kind }, 1, _time)!;
        share.Take(1_000);

        share.Correct(1_000, new UsageDetails { InputTokenCount = used - 50, OutputTokenCount = 50 });

        Assert.Equal(expectedSeconds, share.Take(kind == EndpointKind.OpenAI && used < 1_000 ? 900 : 1_000).TotalSeconds, 3);
    }

    [Fact]
    public void Correct_NoUsage_LeavesTheEstimate()
    {
        var share = RateShare.Of(Endpoint(0, 60_000), 1, _time)!;
        share.Take(1_000);

        share.Correct(1_000, null);

        Assert.Equal(1, share.Take(1_000).TotalSeconds);
    }

    [Fact]
    public async Task TakeAsync_Cancelled_GivesItsPlaceBack()
    {
        var share = RateShare.Of(Endpoint(60, 0), 1, _time)!;
        using var cancel = new CancellationTokenSource();
        await share.TakeAsync(0, cancel.Token);
        var waiting = share.TakeAsync(0, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, share.Take(0).TotalSeconds);
    }

    [Fact]
    public void Take_AnyMixOfCalls_KeepsBothLimitsInAnySpanOfTime()
    {
        const int PerMinute = 300, TokensPerMinute = 60_000, Largest = 2_500;
        var share = RateShare.Of(Endpoint(PerMinute, TokensPerMinute), 1, _time)!;
        var random = new Random(7);
        List<(double At, int Tokens)> starts = [];
        for (var i = 0; i < 600; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
            var tokens = random.Next(10) == 0 ? Largest : random.Next(300);
            starts.Add(((_time.GetUtcNow() - _time.Start).TotalSeconds + share.Take(tokens).TotalSeconds, tokens));
        }

        Assert.Equal(starts.Select(s => s.At).Order(), starts.Select(s => s.At));
        for (var from = 0; from < starts.Count; from++)
        {
            var (requests, tokens) = (0, 0);
            for (var to = from; to < starts.Count; to++)
            {
                (requests, tokens) = (requests + 1, tokens + starts[to].Tokens);
                var span = starts[to].At - starts[from].At + 0.002;
                Assert.True(requests <= (span * PerMinute / 60) + (PerMinute / 60.0) + 1e-6, $"{requests} requests in {span} s");
                Assert.True(tokens <= (span * TokensPerMinute / 60) + (TokensPerMinute / 60.0) + Largest + 1e-6, $"{tokens} tokens in {span} s");
            }
        }
    }

    private static double[] Waits(RateShare share, params long[] tokens) => [.. tokens.Select(t => Math.Round(share.Take(t).TotalSeconds, 3))];

    private static EndpointInfo Endpoint(int requests, int tokens) =>
        new("e", EndpointKind.OpenAI, requests, 8, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero) { TokensPerMinute = tokens };
}
