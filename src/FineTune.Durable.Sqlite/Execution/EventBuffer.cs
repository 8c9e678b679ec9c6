using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>
/// External events by name, ignoring case. Events nobody waits for queue up, oldest first; waiters for one name form a
/// stack, so the newest gets the event. A cancelled waiter keeps its place and still takes one event.
/// </summary>
internal sealed class EventBuffer(DataConverter converter)
{
    private readonly Dictionary<string, Stack<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _buffered = [];

    /// <summary>Whether an event could still wake the orchestrator.</summary>
    public bool HasWaiters => _waiters.Values.Any(stack => stack.Any(waiter => waiter.IsWaiting));

    /// <summary>The events that nobody took, in the order of their arrival.</summary>
    public IReadOnlyList<EventRaised> Unprocessed => _buffered;

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        int buffered = _buffered.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (buffered >= 0)
        {
            EventRaised raised = _buffered[buffered];
            _buffered.RemoveAt(buffered);
            return Task.FromResult(converter.Deserialize<T>(raised.Input)!);
        }

        if (!_waiters.TryGetValue(name, out Stack<Waiter>? stack))
            _waiters.Add(name, stack = new Stack<Waiter>());
        if (stack.TryPeek(out Waiter? other) && other is not Waiter<T>)
            throw new ArgumentException(
                $"Events with the same name must have the same type argument. Event '{name}' is awaited as {other.EventType.FullName} and was now requested as {typeof(T).FullName}.");

        var waiter = new Waiter<T>(converter);
        stack.Push(waiter);
        cancellationToken.Register(static (state, token) => ((Waiter<T>)state!).Cancel(token), waiter);
        return waiter.Task;
    }

    public void Deliver(EventRaised raised)
    {
        if (!_waiters.TryGetValue(raised.Name, out Stack<Waiter>? stack) || !stack.TryPop(out Waiter? waiter))
        {
            _buffered.Add(raised);
            return;
        }

        if (stack.Count == 0)
            _waiters.Remove(raised.Name);
        waiter.Take(raised.Input);
    }

    private abstract class Waiter
    {
        public abstract Type EventType { get; }

        public abstract bool IsWaiting { get; }

        public abstract void Take(string? payload);
    }

    private sealed class Waiter<T>(DataConverter converter) : Waiter
    {
        private readonly TaskCompletionSource<T> _completion = new();

        public Task<T> Task => _completion.Task;

        public override Type EventType => typeof(T);

        public override bool IsWaiting => !_completion.Task.IsCompleted;

        public void Cancel(CancellationToken token) => _completion.TrySetCanceled(token);

        public override void Take(string? payload)
        {
            try
            {
                _completion.TrySetResult(converter.Deserialize<T>(payload)!);
            }
#pragma warning disable CA1031 // An event that cannot be read as T is the waiter's exception.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _completion.TrySetException(e);
            }
        }
    }
}
