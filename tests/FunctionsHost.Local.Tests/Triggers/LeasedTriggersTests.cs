using System.Collections.Concurrent;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers;
using FunctionsHost.Local.Triggers.Blobs;
using FunctionsHost.Local.Triggers.Timers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>A timer of every ten minutes and a blob function, run only while the lease is held.</summary>
public sealed class LeasedTriggersTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryHostStateStore _store = new();
    private readonly FakeLease _lease = new();
    private readonly FakeBlobStorage _blobs;
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly LeasedTriggers _triggers;

    public LeasedTriggersTests()
    {
        _blobs = new FakeBlobStorage(_clock);
        _triggers = new LeasedTriggers(_lease, CreateSet, _clock, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _triggers.StopAsync(CancellationToken.None);
        _triggers.Dispose();
    }

    [Fact]
    public async Task Start_LeaseIsFree_TriggersRun()
    {
        await _triggers.StartAsync(CancellationToken.None);
        Assert.NotNull(_triggers.Current);
        _blobs.Write("datasets", "a", "rows");

        await AdvanceUntilAsync(() => _calls.Contains("blob rows") && _calls.Contains("tick"));
        Assert.True(_lease.Renewed > 10);
    }

    [Fact]
    public async Task Start_AnotherHostHasTheLease_NothingRunsUntilItEnds()
    {
        _lease.Acquire = () => false;
        _blobs.Write("datasets", "a", "rows");
        await _triggers.StartAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => _lease.Asked >= 100);
        Assert.Null(_triggers.Current);
        Assert.Empty(_calls);

        _lease.Acquire = () => true;

        await AdvanceUntilAsync(() => _calls.Contains("blob rows"));
        Assert.NotNull(_triggers.Current);
    }

    [Fact]
    public async Task Lost_ByRefusal_TriggersStopAndComeBackWithTheLease()
    {
        await _triggers.StartAsync(CancellationToken.None);
        _lease.Acquire = _lease.Renew = () => false;
        await AdvanceUntilAsync(() => _triggers.Current is null);
        await AdvanceUntilAsync(() => _lease.Asked >= 3);
        _calls.Clear();
        _blobs.Write("datasets", "a", "meanwhile");
        await AdvanceUntilAsync(() => _lease.Asked >= 100);
        Assert.Empty(_calls);

        _lease.Acquire = _lease.Renew = () => true;

        await AdvanceUntilAsync(() => _calls.Contains("blob meanwhile"));
    }

    [Fact]
    public async Task Lost_ByErrorsUntilItEnds_TriggersStopBeforeAnotherHostMayTakeIt()
    {
        var clock = new SleepClock(_clock.GetUtcNow());
        var began = clock.GetUtcNow();
        using var triggers = new LeasedTriggers(
            _lease, () => new TriggerSet(null, new TimerTriggers([], new TimerStatuses(_store), clock, NullLoggerFactory.Instance)),
                clock, NullLogger.Instance);
        await triggers.StartAsync(CancellationToken.None);
        _lease.Renew = () => throw new IOException("storage is away");
        _lease.Acquire = () => false;

        // Each sleep of the loop is slept to its end and no longer.
        while (triggers.Current is not null)
        {
            await Until.TrueAsync(() => clock.PeekSleep() is not null || triggers.Current is null);
            if (clock.PeekSleep() is { } end && triggers.Current is not null) clock.SleepUntil(end);
        }

        Assert.True(_lease.Renewed >= 2);
        Assert.True(clock.GetUtcNow() - began < _lease.Duration, $"The triggers ran on for {clock.GetUtcNow() - began}.");
        await triggers.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Renew_OneError_IsSurvived()
    {
        await _triggers.StartAsync(CancellationToken.None);
        var failed = false;
        _lease.Renew = () => failed || !(failed = true) ? true : throw new IOException("storage is away");
        await AdvanceUntilAsync(() => failed && _lease.Renewed >= 10);

        Assert.NotNull(_triggers.Current);
        Assert.Equal(1, _lease.Asked);
    }

    [Fact]
    public async Task Acquire_Error_IsTriedAgain()
    {
        _lease.Acquire = () => throw new IOException("storage is away");
        await _triggers.StartAsync(CancellationToken.None);
        Assert.Null(_triggers.Current);

        _lease.Acquire = () => true;

        await AdvanceUntilAsync(() => _triggers.Current is not null);
    }

    [Fact]
    public async Task Stop_WithTheLease_GivesItUp()
    {
        await _triggers.StartAsync(CancellationToken.None);

        await _triggers.StopAsync(CancellationToken.None);

        Assert.Null(_triggers.Current);
        Assert.True(_lease.IsReleased);
    }

    [Fact]
    public async Task Gained_TriggersCannotStart_AreTriedAgainAndTheLeaseIsGivenUpAtTheEnd()
    {
        var starts = 0;
        using var triggers = new LeasedTriggers(
            _lease, () => ++starts < 4 ? throw new IOException("storage is away") : CreateSet(), _clock, NullLogger.Instance);
        _lease.Acquire = () => _lease.Asked > 0;
        await triggers.StartAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => starts == 2);
        await AdvanceUntilAsync(() => triggers.Current is not null);

        await triggers.StopAsync(CancellationToken.None);

        Assert.Equal(4, starts);
        Assert.True(_lease.IsReleased);
    }

    [Fact]
    public async Task Stop_WithoutTheLease_GivesNothingUp()
    {
        _lease.Acquire = () => false;
        await _triggers.StartAsync(CancellationToken.None);

        await _triggers.StopAsync(CancellationToken.None);

        Assert.False(_lease.IsReleased);
    }

    [Fact]
    public async Task Gained_WhatAnotherHostFinished_IsNotRunAgain()
    {
        _blobs.Write("datasets", "a", "rows");
        await _triggers.StartAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => _calls.Contains("blob rows") && _triggers.Current!.OpenBlobs == 0);
        using var other = new LeasedTriggers(new FakeLease(), CreateSet, _clock, NullLogger.Instance);
        await _triggers.StopAsync(CancellationToken.None);
        _blobs.Write("datasets", "b", "more rows");

        await other.StartAsync(CancellationToken.None);

        await AdvanceUntilAsync(() => _calls.Contains("blob more rows"));
        Assert.Single(_calls, call => call == "blob rows");
        await other.StopAsync(CancellationToken.None);
    }

    private TriggerSet CreateSet()
    {
        var blob = new BlobTriggerFunction("OnBlob", BlobPathPattern.Parse("datasets/{name}", out _)!, async (trigger, _, stopping) =>
        {
            using var reader = new StreamReader((Stream)trigger, leaveOpen: true);
            _calls.Enqueue($"blob {await reader.ReadToEndAsync(stopping)}");
        });
        var timer = new TimerTriggerFunction("Tick", TimerSchedule.Parse("0 */10 * * * *", out _)!, UseMonitor: true,
            RunOnStartup: false, (_, _, _) =>
        {
            _calls.Enqueue("tick");
            return Task.CompletedTask;
        });
        var options = new BlobTriggerOptions(TimeSpan.FromSeconds(1), TimeSpan.Zero, MaxAttempts: 5, Parallelism: 4);
        var receipts = new BlobReceipts(_store, new PoisonMessages(_store), _clock, NullLogger.Instance);
        return new TriggerSet(
            new BlobTriggers([blob], _blobs, receipts, options, _clock, NullLoggerFactory.Instance),
            new TimerTriggers([timer], new TimerStatuses(_store), _clock, NullLoggerFactory.Instance));
    }

    private Task AdvanceUntilAsync(Func<bool> reached) => Until.TrueAsync(() =>
    {
        if (reached()) return true;
        _clock.Advance(TimeSpan.FromSeconds(1));
        return false;
    });
}
