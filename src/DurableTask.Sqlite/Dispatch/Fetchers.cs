namespace DurableTask.Sqlite.Dispatch;

/// <summary>Dispatchers of Core that wait for work. Guarded by the lock of the queue that owns it.</summary>
internal sealed class Fetchers<T>(Lock gate, TimeProvider clock)
    where T : class
{
    private readonly LinkedList<TaskCompletionSource<T?>> _waiting = [];
    private bool _closed;

    public bool Any => _waiting.Count > 0;

    /// <summary>Hands work to the one that has waited longest. Call under the lock, when there is one.</summary>
    public void Hand(T work)
    {
        TaskCompletionSource<T?> fetcher = _waiting.First!.Value;
        _waiting.RemoveFirst();
        fetcher.SetResult(work);
    }

    /// <summary>Gets in line. Call under the lock; then wait outside of it.</summary>
    public LinkedListNode<TaskCompletionSource<T?>> Enter()
    {
        var fetcher = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_closed)
            return _waiting.AddLast(fetcher);
        fetcher.SetResult(null);
        return new LinkedListNode<TaskCompletionSource<T?>>(fetcher);
    }

    /// <summary>Waits for work; null after <paramref name="timeout"/>, on cancellation and when the queue closes.</summary>
    public async Task<T?> WaitAsync(LinkedListNode<TaskCompletionSource<T?>> place, TimeSpan timeout, CancellationToken cancellation)
    {
        if (!place.Value.Task.IsCompleted)
        {
            using ITimer timer = clock.CreateTimer(_ => Leave(place), null, timeout, Timeout.InfiniteTimeSpan);
            using CancellationTokenRegistration registration = cancellation.Register(() => Leave(place));
            return await place.Value.Task.ConfigureAwait(false);
        }

        return await place.Value.Task.ConfigureAwait(false);
    }

    /// <summary>Sends everybody away, now and from now on. Call under the lock.</summary>
    public void Close()
    {
        _closed = true;
        foreach (TaskCompletionSource<T?> fetcher in _waiting)
            fetcher.SetResult(null);
        _waiting.Clear();
    }

    private void Leave(LinkedListNode<TaskCompletionSource<T?>> place)
    {
        lock (gate)
        {
            if (place.List is null)
                return;
            _waiting.Remove(place);
            place.Value.SetResult(null);
        }
    }
}
