namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// The sessions that wait for messages, longest wait first. One timer ends sessions that exceed the idle timeout. Guarded by the
/// lock of the orchestration queue.
/// </summary>
internal sealed class IdleSessions : IDisposable
{
    private readonly Lock _gate;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly LinkedList<OrchestrationWorkItem> _waiting = [];
    private readonly ITimer _timer;
    private bool _armed;

    public IdleSessions(Lock gate, TimeProvider clock, TimeSpan timeout)
    {
        _gate = gate;
        _clock = clock;
        _timeout = timeout;
        _timer = clock.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _waiting.Count;

    public void Add(OrchestrationWorkItem session)
    {
        session.WaitingSince = _clock.GetTimestamp();
        _waiting.AddLast(session.IdleNode);
        Arm();
    }

    /// <summary>Removes a session; returns false if it was not waiting.</summary>
    public bool Remove(OrchestrationWorkItem session)
    {
        if (session.IdleNode.List is null)
            return false;
        _waiting.Remove(session.IdleNode);
        return true;
    }

    public void End(OrchestrationWorkItem session)
    {
        if (Remove(session))
            session.EndWait(false);
    }

    public void EndAll()
    {
        while (_waiting.First is { } first)
            End(first.Value);
    }

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        lock (_gate)
        {
            _armed = false;
            while (_waiting.First is { } first && _clock.GetElapsedTime(first.Value.WaitingSince) >= _timeout)
                End(first.Value);
            Arm();
        }
    }

    private void Arm()
    {
        if (_armed || _waiting.First is not { } first)
            return;
        _armed = true;
        TimeSpan left = _timeout - _clock.GetElapsedTime(first.Value.WaitingSince);
        _timer.Change(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
