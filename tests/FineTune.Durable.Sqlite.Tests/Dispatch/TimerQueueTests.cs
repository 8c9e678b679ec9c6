using FineTune.Durable.Sqlite.Dispatch;
using FineTune.Durable.Sqlite.History;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Durable.Sqlite.Tests.Dispatch;

public sealed class TimerQueueTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<long> _fired = [];
    private readonly TimerQueue _queue;

    public TimerQueueTests() => _queue = new TimerQueue(_clock, delivery =>
    {
        Assert.IsType<TimerFired>(delivery.Message.Event);
        _fired.Add(delivery.Instance);
    });

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Add_InAnyOrder_FiresInTheOrderOfDueTimes()
    {
        Add(3, TimeSpan.FromMinutes(3));
        Add(1, TimeSpan.FromMinutes(1));
        Add(2, TimeSpan.FromMinutes(2));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([1], _fired);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([1, 2, 3], _fired);
    }

    [Fact]
    public void Add_DueInThePast_FiresAtOnce()
    {
        Add(1, TimeSpan.FromDays(-1));
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([1], _fired);
    }

    [Fact]
    public void Add_EarlierThanTheFirst_MovesTheAlarm()
    {
        Add(1, TimeSpan.FromSeconds(50));
        Add(2, TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([2], _fired);
    }

    [Fact]
    public void Cancel_BeforeItsTime_IsNotDelivered()
    {
        Add(1, TimeSpan.FromSeconds(10));
        Add(2, TimeSpan.FromSeconds(10));
        _queue.Cancel(1, 1, 0);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([2], _fired);
    }

    [Fact]
    public void ClockJumpsForward_TimerFiresWithinAMinute_Once()
    {
        Add(1, TimeSpan.FromHours(20));
        _clock.AdjustTime(_clock.GetUtcNow().AddDays(1));

        _clock.Advance(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal([1], _fired);
    }

    [Fact]
    public void ClockJumpsBack_TimerWaitsForItsTime_AndFiresOnce()
    {
        Add(1, TimeSpan.FromHours(1));
        _clock.AdjustTime(_clock.GetUtcNow().AddDays(-1));

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(_fired);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([1], _fired);
    }

    [Fact]
    public void Dispose_NothingFiresAnyMore()
    {
        Add(1, TimeSpan.FromSeconds(10));
        _queue.Dispose();

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(_fired);
    }

    private void Add(long instance, TimeSpan after) => _queue.Add(instance, 1, 0, _clock.GetUtcNow().UtcDateTime + after);
}
