using System.Collections.Concurrent;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>Callers that wait for an instance to start or to end. They are woken by the commit that changes its status.</summary>
internal sealed class InstanceWaiters
{
    private readonly ConcurrentDictionary<string, Signal> _signals = new(StringComparer.Ordinal);

    private volatile bool _stopped;

    public bool IsStopped => _stopped;

    /// <summary>A task that ends at the next change of the instance's status. Look at the status after taking it.</summary>
    public Task NextChange(string instanceId)
    {
        Task change = _signals.GetOrAdd(instanceId, static _ => new Signal()).Task;
        if (_stopped)
            Stop();
        return change;
    }

    public void Notify(string instanceId)
    {
        if (_signals.TryRemove(instanceId, out Signal? signal))
            signal.TrySetResult();
    }

    /// <summary>Ends all waiting: the engine stops.</summary>
    public void Stop()
    {
        _stopped = true;
        foreach (string id in _signals.Keys)
        {
            if (_signals.TryRemove(id, out Signal? signal))
                signal.TrySetException(Stopped());
        }
    }

    public static OperationCanceledException Stopped() => new("The engine has stopped.");

    private sealed class Signal() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}
