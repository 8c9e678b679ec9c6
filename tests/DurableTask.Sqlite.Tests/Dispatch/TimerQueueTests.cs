using DurableTask.Sqlite.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests.Dispatch;

public sealed class TimerQueueTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<(long Instance, int Timer)> _fired = [];
    private readonly TimerQueue _queue;

    public TimerQueueTests() => _queue = new TimerQueue(_clock, (instance, timer) => _fired.Add((instance.Key, timer.Id)));

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Add_InAnyOrder_FiresInTheOrderOfDueTimes()
    {
        Add(3, TimeSpan.FromMinutes(3));
        Add(1, TimeSpan.FromMinutes(1));
        Add(2, TimeSpan.FromMinutes(2));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([(1, 0)], _fired);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([(1, 0), (2, 0), (3, 0)], _fired);
    }

    [Fact]
    public void Add_SameDueTime_FiresInTheOrderOfAdding()
    {
        for (int i = 1; i <= 20; i++)
            Add(i, TimeSpan.FromMinutes(1));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Enumerable.Range(1, 20).Select(i => ((long)i, 0)), _fired);
    }

    [Fact]
    public void Add_OneTickLeft_DoesNotFireYet()
    {
        Add(1, TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));

        Assert.Empty(_fired);
    }

    [Fact]
    public void Add_DueInThePast_FiresAtOnce()
    {
        Add(1, TimeSpan.FromDays(-1));
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([(1, 0)], _fired);
    }

    [Fact]
    public void Add_EarlierThanTheFirst_MovesTheAlarm()
    {
        Add(1, TimeSpan.FromSeconds(50));
        Add(2, TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([(2, 0)], _fired);
    }

    [Fact]
    public void CancelAll_SomeFiredAlready_StopsTheRest()
    {
        var instance = new Instance(1, "a", "e");
        for (int i = 0; i < 5; i++)
            _queue.Add(new PendingTimer(instance, i, Due(TimeSpan.FromMinutes(i + 1))));
        Add(2, TimeSpan.FromMinutes(10));
        _clock.Advance(TimeSpan.FromMinutes(2));

        _queue.CancelAll(instance);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal([(1, 0), (1, 1), (2, 0)], _fired);
    }

    [Fact]
    public void CancelAll_Thousands_LeavesOnlyTheOthersInTheQueue()
    {
        var instance = new Instance(1, "a", "e");
        for (int i = 0; i < 5000; i++)
            _queue.Add(new PendingTimer(instance, i, Due(TimeSpan.FromDays(1))));
        Add(2, TimeSpan.FromDays(2));

        _queue.CancelAll(instance);

        Assert.Equal(1, _queue.Count);
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal([(2, 0)], _fired);
    }

    [Fact]
    public void ClockJumpsForward_TimerFiresWithinAMinute_Once()
    {
        Add(1, TimeSpan.FromHours(20));
        _clock.AdjustTime(_clock.GetUtcNow().AddDays(1));

        _clock.Advance(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal([(1, 0)], _fired);
    }

    [Fact]
    public void ClockJumpsBack_TimerWaitsForItsTime_AndFiresOnce()
    {
        Add(1, TimeSpan.FromHours(1));
        _clock.AdjustTime(_clock.GetUtcNow().AddDays(-1));

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(_fired);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([(1, 0)], _fired);
    }

    [Fact]
    public void Dispose_NothingFiresAnyMore()
    {
        Add(1, TimeSpan.FromSeconds(10));
        _queue.Dispose();

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(_fired);
    }

    private void Add(long key, TimeSpan after) => _queue.Add(new PendingTimer(new Instance(key, $"i{key}", "e"), 0, Due(after)));

    private DateTime Due(TimeSpan after) => _clock.GetUtcNow().UtcDateTime + after;
}
