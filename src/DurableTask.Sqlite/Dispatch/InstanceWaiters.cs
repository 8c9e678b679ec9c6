namespace DurableTask.Sqlite.Dispatch;

/// <summary>Callers that wait for an instance to start or to end. The commit that starts or ends it wakes them.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Id, bool Ended), Signal> _signals = [];
    private Exception? _end;

    /// <summary>
    /// Calls <paramref name="read"/> now, and again after the instance has started (or, if <paramref name="ended"/> is true, ended),
    /// until it returns a result. Returns null when the timeout is reached first.
    /// </summary>
    public async Task<T?> WaitAsync<T>(
        string id, bool ended, Func<T?> read, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            Signal signal = Enter((id, ended));
            try
            {
                if (read() is { } result)
                    return result;
                await signal.Task.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                Leave((id, ended), signal);
            }
        }
    }

    /// <summary>Wakes the callers that wait for the start and, if <paramref name="ended"/> is true, for the end of an instance.</summary>
    public void Notify(string id, bool ended)
    {
        lock (_lock)
        {
            if (_signals.Count == 0)
                return;
            if (_signals.Remove((id, false), out Signal? begun))
                begun.TrySetResult();
            if (ended && _signals.Remove((id, true), out Signal? over))
                over.TrySetResult();
        }
    }

    /// <summary>Fails all current and later waits with <paramref name="reason"/>.</summary>
    public void Stop(Exception reason)
    {
        lock (_lock)
        {
            _end = reason;
            foreach (Signal signal in _signals.Values)
                signal.TrySetException(reason);
            _signals.Clear();
        }
    }

    private Signal Enter((string, bool) what)
    {
        lock (_lock)
        {
            if (_end is not null)
                throw _end;
            if (!_signals.TryGetValue(what, out Signal? signal))
                _signals.Add(what, signal = new Signal());
            signal.Waiters++;
            return signal;
        }
    }

    private void Leave((string, bool) what, Signal signal)
    {
        lock (_lock)
        {
            if (--signal.Waiters == 0 && _signals.TryGetValue(what, out Signal? current) && current == signal)
                _signals.Remove(what);
        }
    }

    private sealed class Signal() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Waiters;
    }
}
