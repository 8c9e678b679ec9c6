namespace FineTune.Durable.Sqlite.Execution;

/// <summary>
/// The scheduler of one orchestrator: everything it awaits continues on the thread that runs the turn, in order, and
/// nowhere else. A continuation that arrives from another thread was not durable: it is dropped and reported.
/// </summary>
internal sealed class TurnScheduler(Action foreignContinuation) : TaskScheduler
{
    private readonly Queue<Task> _queue = new();
    private readonly TurnSynchronizationContext _context = new();
    private int _thread;

    public bool IsTurnThread => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs <paramref name="turn"/> and what it queues on the calling thread. Returns when nothing is left to run.</summary>
    public void Run(Action turn)
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        _context.Scheduler = this;
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            var task = new Task(turn);
            task.RunSynchronously(this);
            Drain();
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            Volatile.Write(ref _thread, 0);
        }
    }

    /// <summary>Takes the turn away from the thread that runs it.</summary>
    public void Abandon() => Volatile.Write(ref _thread, 0);

    public void Drain()
    {
        while (_queue.TryDequeue(out Task? task))
            TryExecuteTask(task);
    }

    protected override void QueueTask(Task task)
    {
        if (IsTurnThread)
            _queue.Enqueue(task);
        else
            foreignContinuation();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsTurnThread && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _queue];

    private sealed class TurnSynchronizationContext : SynchronizationContext
    {
        public TurnScheduler? Scheduler { get; set; }

        public override void Post(SendOrPostCallback d, object? state) =>
            new Task(() => d(state)).Start(Scheduler!);

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (Scheduler!.IsTurnThread)
                d(state);
            else
                Scheduler.QueueTask(Task.CompletedTask);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
