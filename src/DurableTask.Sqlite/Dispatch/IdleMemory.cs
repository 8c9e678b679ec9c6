namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Gives memory back after a burst. A process that only waits allocates nothing, so it never collects, and what a burst of
/// turns left behind would stay resident for as long as its instances sleep.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    internal const int Burst = 1000;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);

    private readonly Func<bool> _isIdle;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private int _turns;

    /// <param name="clock">Measures the quiet.</param>
    /// <param name="isIdle">Whether no turn is under way.</param>
    /// <param name="collect">Gives back what is free.</param>
    public IdleMemory(TimeProvider clock, Func<bool> isIdle, Action collect)
    {
        _isIdle = isIdle;
        _collect = collect;
        _timer = clock.CreateTimer(_ => CollectIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts a turn that ended. After many of them, and a while with none, the heap is collected once.</summary>
    public void TurnEnded()
    {
        if (Interlocked.Increment(ref _turns) >= Burst && _isIdle())
            _timer.Change(s_quiet, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void CollectIfIdle()
    {
        // Work that has come up meanwhile sets the timer again when it ends.
        if (_isIdle() && Interlocked.Exchange(ref _turns, 0) >= Burst)
            _collect();
    }
}
