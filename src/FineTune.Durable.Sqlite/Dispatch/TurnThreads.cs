using System.Collections.Concurrent;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// The threads that run orchestrator code. A thread whose turn does not end in time (an endless loop, a blocking call) cannot
/// be stopped; it is written off, another takes its place, and whatever it may still produce is ignored.
/// </summary>
internal sealed class TurnThreads : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<InstanceActor> _ready = [];
    private readonly Slot[] _slots;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;
    private readonly Func<InstanceActor, Action> _run;
    private readonly Action<InstanceActor> _overdue;
    private ITimer? _watch;
    private volatile bool _stopped;

    /// <param name="count">The number of threads.</param>
    /// <param name="limit">The longest a turn may take; infinite for no limit.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="run">Runs a turn; what it returns is carried out unless the turn was written off.</param>
    /// <param name="overdue">Called instead, on another thread, for a turn that was written off.</param>
    public TurnThreads(int count, TimeSpan limit, TimeProvider clock, Func<InstanceActor, Action> run, Action<InstanceActor> overdue)
    {
        _slots = [.. Enumerable.Range(0, count).Select(_ => new Slot())];
        _limit = limit;
        _clock = clock;
        _run = run;
        _overdue = overdue;
    }

    public void Start()
    {
        foreach (Slot slot in _slots)
            Start(slot);

        if (_limit == Timeout.InfiniteTimeSpan)
            return;
        var period = TimeSpan.FromTicks(Math.Clamp(_limit.Ticks / 10, TimeSpan.TicksPerSecond, 30 * TimeSpan.TicksPerSecond));
        _watch = _clock.CreateTimer(_ => Watch(), null, period, period);
    }

    public void Enqueue(InstanceActor actor)
    {
        try
        {
            _ready.Add(actor);
        }
        catch (InvalidOperationException)
        {
            // Stopped: what the actor's messages stand for is in the database.
        }
    }

    /// <summary>Ends the threads after the turns under way; turns that wait are not run.</summary>
    public void Stop()
    {
        _stopped = true;
        _watch?.Dispose();
        _ready.CompleteAdding();
        foreach (Slot slot in _slots)
            slot.Thread?.Join(s_patience);
    }

    public void Dispose() => _ready.Dispose();

    private void Start(Slot slot)
    {
        slot.Thread = new Thread(() => Work(slot)) { IsBackground = true, Name = "durable-turns" };
        slot.Thread.Start();
    }

    private void Work(Slot slot)
    {
        foreach (InstanceActor actor in _ready.GetConsumingEnumerable())
        {
            if (_stopped)
                return;

            var turn = new Turn(actor, _clock.GetTimestamp());
            Volatile.Write(ref slot.Turn, turn);
            Action result = _run(actor);
            if (Interlocked.CompareExchange(ref slot.Turn, null, turn) != turn)
                return;
            result();
        }
    }

    private void Watch()
    {
        foreach (Slot slot in _slots)
        {
            if (Volatile.Read(ref slot.Turn) is { } turn
                && _clock.GetElapsedTime(turn.Started) >= _limit
                && Interlocked.CompareExchange(ref slot.Turn, null, turn) == turn)
            {
                Start(slot);
                _overdue(turn.Actor);
            }
        }
    }

    private sealed record Turn(InstanceActor Actor, long Started);

    private sealed class Slot
    {
        public Turn? Turn;

        public Thread? Thread { get; set; }
    }
}
