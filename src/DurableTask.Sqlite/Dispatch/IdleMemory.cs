namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Returns memory to the operating system after a burst of work. An idle process allocates nothing, so the garbage collector would
/// never run, and the garbage of the burst would stay resident.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    internal const int Burst = 1000;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);

    private readonly Func<bool> _isIdle;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private int _turns;

    /// <param name="clock">Measures the idle time.</param>
    /// <param name="isIdle">Whether nothing is executing or queued.</param>
    /// <param name="collect">Releases the memory.</param>
    public IdleMemory(TimeProvider clock, Func<bool> isIdle, Action collect)
    {
        _isIdle = isIdle;
        _collect = collect;
        _timer = clock.CreateTimer(_ => CollectIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts a turn. After many turns and a second without any, memory is released once.</summary>
    public void TurnEnded()
    {
        if (Interlocked.Increment(ref _turns) >= Burst && _isIdle())
            _timer.Change(s_quiet, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void CollectIfIdle()
    {
        // If there is new work, the timer is set again when it ends.
        if (_isIdle() && Interlocked.Exchange(ref _turns, 0) >= Burst)
            _collect();
    }
}
