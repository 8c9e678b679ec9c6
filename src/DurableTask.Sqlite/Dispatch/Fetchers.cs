namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// The fetch calls of Core's dispatchers that wait for work. They have no timeout, so that an idle process stays idle. Guarded by the
/// lock of the queue that owns it.
/// </summary>
internal sealed class Fetchers<T>(Lock gate) : IDisposable
    where T : class
{
    private const int ManyTokens = 16;

    private readonly Queue<Fetcher> _waiting = [];
    private readonly Dictionary<CancellationToken, CancellationTokenRegistration> _registrations = [];
    private bool _closed;

    public bool Any => _waiting.Count > 0;

    /// <summary>Gives work to the fetcher that has waited longest. Call under the lock, and only if there is one.</summary>
    public void Hand(T work) => _waiting.Dequeue().SetResult(work);

    /// <summary>Waits for work; null when cancelled or when the queue closes. Call under the lock.</summary>
    public Task<T?> WaitAsync(CancellationToken cancellation)
    {
        if (_closed || cancellation.IsCancellationRequested)
            return Task.FromResult<T?>(null);

        // A dispatcher uses one token for all its fetches, so one registration per token is enough.
        if (cancellation.CanBeCanceled && !_registrations.ContainsKey(cancellation))
        {
            if (_registrations.Count >= ManyTokens)
                Forget(_registrations.Keys.Except(_waiting.Select(fetcher => fetcher.Cancellation)).ToArray());
            _registrations.Add(cancellation, cancellation.Register(() => Leave(cancellation)));
            if (cancellation.IsCancellationRequested)
                return Task.FromResult<T?>(null); // Leave may have run already.
        }

        var fetcher = new Fetcher(cancellation);
        _waiting.Enqueue(fetcher);
        return fetcher.Task;
    }

    /// <summary>Ends all current and later fetches with null. Call under the lock.</summary>
    public void Close()
    {
        _closed = true;
        while (_waiting.TryDequeue(out Fetcher? fetcher))
            fetcher.SetResult(null);
    }

    public void Dispose()
    {
        lock (gate)
            Forget([.. _registrations.Keys]);
    }

    private void Leave(CancellationToken cancellation)
    {
        lock (gate)
        {
            for (int left = _waiting.Count; left > 0; left--)
            {
                Fetcher fetcher = _waiting.Dequeue();
                if (fetcher.Cancellation == cancellation)
                    fetcher.SetResult(null);
                else
                    _waiting.Enqueue(fetcher);
            }

            Forget([cancellation]);
        }
    }

    private void Forget(CancellationToken[] tokens)
    {
        foreach (CancellationToken token in tokens)
        {
            if (_registrations.Remove(token, out CancellationTokenRegistration registration))
                registration.Unregister();
        }
    }

    private sealed class Fetcher(CancellationToken cancellation)
        : TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CancellationToken Cancellation => cancellation;
    }
}
