namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// The timers of all instances, ordered by due time, with one system timer for the earliest. The system timer is set for a minute at
/// most, because the system clock may be adjusted while a timer waits.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    private const int CompactAt = 1000;

    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Action<Instance, PendingTimer> _fire;
    private readonly ITimer _timer;
    private PriorityQueue<PendingTimer, (long Due, long Order)> _queue = new();
    private long _order;
    private int _cancelled;
    private long _armedFor = long.MaxValue;
    private bool _stopped;

    /// <param name="clock">The clock.</param>
    /// <param name="fire">Called for each due timer, in order, outside of all locks.</param>
    public TimerQueue(TimeProvider clock, Action<Instance, PendingTimer> fire)
    {
        _clock = clock;
        _fire = fire;
        _timer = clock.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of timers that will fire.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _queue.Count - _cancelled;
        }
    }

    public void Add(PendingTimer timer)
    {
        lock (_lock)
        {
            Instance instance = timer.Instance!;
            timer.Next = instance.Timers;
            if (instance.Timers is { } first)
                first.Previous = timer;
            instance.Timers = timer;
            _queue.Enqueue(timer, (timer.Due.Ticks, _order++));
            Arm();
        }
    }

    /// <summary>Cancels all timers of an instance.</summary>
    public void CancelAll(Instance instance)
    {
        lock (_lock)
        {
            for (PendingTimer? timer = instance.Timers; timer is not null; timer = timer.Next)
            {
                timer.Instance = null;
                _cancelled++;
            }

            instance.Timers = null;
            if (_cancelled > CompactAt && _cancelled > _queue.Count / 2)
                Compact();
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _stopped = true;
        _timer.Dispose();
    }

    private void FireDue()
    {
        List<(Instance Instance, PendingTimer Timer)> due = [];
        lock (_lock)
        {
            _armedFor = long.MaxValue;
            long now = _clock.GetUtcNow().UtcTicks;
            while (_queue.TryPeek(out PendingTimer? timer, out (long Due, long) at) && at.Due <= now)
            {
                _queue.Dequeue();
                if (timer.Instance is { } instance)
                {
                    Unlink(instance, timer);
                    due.Add((instance, timer));
                }
                else
                {
                    _cancelled--;
                }
            }

            Arm();
        }

        foreach ((Instance instance, PendingTimer timer) in due)
            _fire(instance, timer);
    }

    private static void Unlink(Instance instance, PendingTimer timer)
    {
        if (timer.Previous is null)
            instance.Timers = timer.Next;
        else
            timer.Previous.Next = timer.Next;
        if (timer.Next is not null)
            timer.Next.Previous = timer.Previous;
    }

    private void Compact()
    {
        _queue = new(_queue.UnorderedItems.Where(item => item.Element.Instance is not null));
        _cancelled = 0;
    }

    private void Arm()
    {
        if (_stopped || !_queue.TryPeek(out _, out (long Due, long) earliest) || earliest.Due >= _armedFor)
            return;

        TimeSpan delay = TimeSpan.FromTicks(Math.Max(0, earliest.Due - _clock.GetUtcNow().UtcTicks));
        _armedFor = earliest.Due;
        // Rounded up to a millisecond: a timer must not fire early.
        delay = delay > s_longestSleep ? s_longestSleep : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }
}
