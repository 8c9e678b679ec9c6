using FineTune.Core.Models.Endpoints;

namespace FineTune.Providers.Limits;

/// <summary>
/// Lets as many calls in as <see cref="AdaptiveConcurrency"/> allows, in order of arrival; calls that are made again go first, since their
/// time is running. Own code: a limit that moves is not in the platform's semaphores and limiters.
/// </summary>
internal sealed class AdaptiveGate(int max, Action<int> changed)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<Slot>> _waiting = [];
    private AdaptiveConcurrency _state = AdaptiveConcurrency.Start(max);
    private int _inFlight;

    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _state.Limit;
            }
        }
    }

    public async Task<Slot> EnterAsync(bool first, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<Slot>> place;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_inFlight < _state.Limit && _waiting.Count == 0)
            {
                return Admit();
            }

            place = new(new TaskCompletionSource<Slot>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (first)
            {
                _waiting.AddFirst(place);
            }
            else
            {
                _waiting.AddLast(place);
            }
        }

        using var registration = cancellationToken.Register(() => GiveUp(place, cancellationToken));
        return await place.Value.Task;
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<Slot>> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                return; // It was let in meanwhile.
            }

            _waiting.Remove(place);
        }

        place.Value.TrySetCanceled(cancellationToken);
    }

    private Slot Admit()
    {
        _inFlight++;
        return new Slot(this, _state.Epoch);
    }

    private void Change(Func<AdaptiveConcurrency, AdaptiveConcurrency> next)
    {
        int before, after;
        lock (_lock)
        {
            before = _state.Limit;
            _state = next(_state);
            after = _state.Limit;
            AdmitWaiting();
        }

        if (before != after)
        {
            changed(after);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inFlight--;
            AdmitWaiting();
        }
    }

    private void AdmitWaiting()
    {
        while (_inFlight < _state.Limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            next.Value.SetResult(Admit());
        }
    }

    /// <summary>The right to one call in flight, until disposed.</summary>
    internal sealed class Slot(AdaptiveGate gate, int epoch) : IDisposable
    {
        private bool _left;

        public void Succeeded() => gate.Change(state => state.Succeeded());

        public void Overloaded(bool rateLimited) => gate.Change(state => state.Overloaded(epoch, rateLimited));

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                gate.Leave();
            }
        }
    }
}
