using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// All timers of all instances in one queue by due time, with one system timer for the earliest. Nothing is polled; only,
/// at least once a minute while something waits, the clock is compared again, because system clocks get set.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>The number of the timer that starts an instance scheduled for later.</summary>
    public const int StartTimer = -1;

    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<Entry, long> _queue = new();
    private readonly HashSet<Entry> _cancelled = [];
    private readonly TimeProvider _clock;
    private readonly Action<Delivery> _deliver;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private bool _stopped;

    public TimerQueue(TimeProvider clock, Action<Delivery> deliver)
    {
        _clock = clock;
        _deliver = deliver;
        _timer = clock.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(long instance, int execution, int id, DateTime due)
    {
        lock (_lock)
        {
            _queue.Enqueue(new Entry(instance, execution, id), due.Ticks);
            Arm();
        }
    }

    /// <summary>The timer will not be delivered. It leaves the queue when its time comes.</summary>
    public void Cancel(long instance, int execution, int id)
    {
        lock (_lock)
            _cancelled.Add(new Entry(instance, execution, id));
    }

    public void Dispose()
    {
        lock (_lock)
            _stopped = true;
        _timer.Dispose();
    }

    private void FireDue()
    {
        List<Entry> due = [];
        lock (_lock)
        {
            _armedFor = long.MaxValue;
            long now = _clock.GetUtcNow().UtcTicks;
            while (_queue.TryPeek(out Entry entry, out long time) && time <= now)
            {
                _queue.Dequeue();
                if (!_cancelled.Remove(entry))
                    due.Add(entry);
            }

            Arm();
        }

        foreach (Entry entry in due)
            _deliver(new Delivery(entry.Instance, new Message(new TimerFired(entry.Id), entry.Execution)));
    }

    private void Arm()
    {
        if (_stopped || !_queue.TryPeek(out _, out long earliest) || earliest >= _armedFor)
            return;

        TimeSpan delay = TimeSpan.FromTicks(Math.Max(0, earliest - _clock.GetUtcNow().UtcTicks));
        _armedFor = earliest;
        // Rounded up to the next millisecond: a system timer must not fire before its time.
        _timer.Change(delay > s_longestSleep ? s_longestSleep : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private readonly record struct Entry(long Instance, int Execution, int Id);
}
