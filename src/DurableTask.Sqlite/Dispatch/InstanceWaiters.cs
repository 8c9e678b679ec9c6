namespace DurableTask.Sqlite.Dispatch;

/// <summary>Callers that wait for an instance to start or to end. They are woken by the commit that changes its status.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);
    private Exception? _end;

    /// <summary>
    /// Calls <paramref name="read"/> now and after each change of the instance's status until it gives something. Null when the timeout passes first.
    /// </summary>
    public async Task<T?> WaitAsync<T>(string instanceId, Func<T?> read, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            Signal signal = Enter(instanceId);
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
                Leave(instanceId, signal);
            }
        }
    }

    public void Notify(string instanceId)
    {
        lock (_lock)
        {
            if (_signals.Remove(instanceId, out Signal? signal))
                signal.TrySetResult();
        }
    }

    /// <summary>Ends all waiting with <paramref name="reason"/>, now and from now on.</summary>
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

    private Signal Enter(string instanceId)
    {
        lock (_lock)
        {
            if (_end is not null)
                throw _end;
            if (!_signals.TryGetValue(instanceId, out Signal? signal))
                _signals.Add(instanceId, signal = new Signal());
            signal.Waiters++;
            return signal;
        }
    }

    private void Leave(string instanceId, Signal signal)
    {
        lock (_lock)
        {
            if (--signal.Waiters == 0 && _signals.TryGetValue(instanceId, out Signal? current) && current == signal)
                _signals.Remove(instanceId);
        }
    }

    private sealed class Signal() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Waiters;
    }
}
