using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Http;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Http;

public sealed class BackoffTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider _time = new();
    private int _attempts;

    [Fact]
    public async Task Run_TransientErrors_WaitsLongerEachTime()
    {
        var run = RunAsync(() => throw Error(ProviderErrorKind.Transient));
        List<double> pauses = [];
        while (!run.IsCompleted)
        {
            var (before, started) = (_attempts, _time.GetUtcNow());
            while (_attempts == before && !run.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(50));
            }

            pauses.Add((_time.GetUtcNow() - started).TotalSeconds);
        }

        await Assert.ThrowsAsync<ProviderException>(() => run);
        Assert.Equal(6, _attempts);
        Assert.Equal(5, pauses.Count);
        for (var i = 0; i < pauses.Count; i++)
        {
            Assert.InRange(pauses[i], 0.25 * Math.Pow(2, i), (0.5 * Math.Pow(2, i)) + 0.051);
        }
    }

    [Fact]
    public async Task Run_RetryAfter_IsObeyed()
    {
        var run = RunAsync(() => _attempts == 1 ? throw Error(ProviderErrorKind.RateLimited, TimeSpan.FromSeconds(20)) : "done");

        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Equal(1, _attempts);
        _time.Advance(TimeSpan.FromSeconds(2.2));

        Assert.Equal("done", await run);
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Run_RetryAfterBeyondTheBudget_Surfaces()
    {
        var error = await Assert.ThrowsAsync<ProviderException>(
            () => RunAsync(() => throw Error(ProviderErrorKind.RateLimited, TimeSpan.FromSeconds(61))));

        Assert.Equal(TimeSpan.FromSeconds(61), error.RetryAfter);
        Assert.Equal(1, _attempts);
    }

    [Theory]
    [InlineData(ProviderErrorKind.QuotaExhausted)]
    [InlineData(ProviderErrorKind.ContentFiltered)]
    [InlineData(ProviderErrorKind.Invalid)]
    [InlineData(ProviderErrorKind.Unauthorized)]
    [InlineData(ProviderErrorKind.NotFound)]
    [InlineData(ProviderErrorKind.Ambiguous)]
    [InlineData(ProviderErrorKind.TrainingNotAvailable)]
    public async Task Run_FinalErrors_AreNotTriedAgain(ProviderErrorKind kind)
    {
        await Assert.ThrowsAsync<ProviderException>(() => RunAsync(() => throw Error(kind, TimeSpan.Zero)));

        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Run_AttemptThatHangs_IsCancelledWhenTheBudgetEnds()
    {
        var cancelled = false;
        var run = Backoff.RunAsync<string>(
            async ct =>
            {
                using var _ = ct.Register(() => cancelled = true);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
                return "never";
            },
            Budget,
            _time,
            CancellationToken.None);

        _time.Advance(Budget - TimeSpan.FromSeconds(1));
        Assert.False(cancelled);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(cancelled);
    }

    [Fact]
    public async Task Run_CancelledDuringAPause_StopsAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        var run = RunAsync(() => throw Error(ProviderErrorKind.Transient), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, _attempts);
    }

    private Task<string> RunAsync(Func<string> attempt, CancellationToken cancellationToken = default) => Backoff.RunAsync(
        _ =>
        {
            _attempts++;
            return Task.FromResult(attempt());
        },
        Budget,
        _time,
        cancellationToken);

    private static ProviderException Error(ProviderErrorKind kind, TimeSpan? retryAfter = null) => new(kind, "test", retryAfter: retryAfter);
}
