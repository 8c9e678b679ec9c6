using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Activities in scheduling order; mirrors the table tasks. An activity is added after the commit of the turn that scheduled it.
/// </summary>
internal sealed class ActivityQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<ActivityItem> _waiting = [];
    private readonly Fetchers<TaskActivityWorkItem> _fetchers;
    private readonly TimeProvider _clock;
    private int _running;
    private bool _halted;

    public ActivityQueue(TimeProvider clock)
    {
        _clock = clock;
        _fetchers = new Fetchers<TaskActivityWorkItem>(_lock);
    }

    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _running == 0 && _waiting.Count == 0;
        }
    }

    public void Add(IEnumerable<ActivityItem> items)
    {
        lock (_lock)
        {
            foreach (ActivityItem item in items)
                _waiting.Enqueue(item);
            Pump();
        }
    }

    /// <summary>Returns the next activity; null when cancelled or when the service stops.</summary>
    public Task<TaskActivityWorkItem?> NextAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            Task<TaskActivityWorkItem?> next = _fetchers.WaitAsync(cancellation);
            Pump();
            return next;
        }
    }

    /// <summary>Called when an activity has finished executing.</summary>
    public void Executed(ActivityItem item)
    {
        lock (_lock)
        {
            if (item.IsRunning)
                _running--;
            item.IsRunning = false;
        }
    }

    /// <summary>Puts back an activity that failed to execute; it runs again after a growing pause.</summary>
    public void Abandon(ActivityItem item)
    {
        Executed(item);
        _ = RetryLaterAsync(item);
    }

    /// <summary>Stops handing out activities; fetchers keep waiting.</summary>
    public void Halt()
    {
        lock (_lock)
            _halted = true;
    }

    public void Dispose()
    {
        lock (_lock)
            _fetchers.Close();
        _fetchers.Dispose();
    }

    private void Pump()
    {
        while (!_halted && _fetchers.Any && _waiting.TryDequeue(out ActivityItem? item))
        {
            if (!item.IsWanted)
                continue;
            _running++;
            item.IsRunning = true;
            _fetchers.Hand(item.Prepare());
        }
    }

    private async Task RetryLaterAsync(ActivityItem item)
    {
        await Task.Delay(Backoff.After(item.Failures++), _clock).ConfigureAwait(false);
        Add([item]);
    }
}
