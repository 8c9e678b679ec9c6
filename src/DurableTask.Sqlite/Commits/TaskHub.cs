using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Commits;

/// <summary>Everything that exists between the opening and the closing of a database.</summary>
internal sealed class TaskHub : IDisposable
{
    private readonly IdleMemory _memory;
    private readonly TimeProvider _clock;
    private readonly Action<Exception> _faulted;
    private readonly WriterLoop _writer;
    private int _closed;

    private TaskHub(HubSettings settings, ILogger logger, TimeProvider clock, Action<Exception> faulted, Database database, HubState state, Effects pending)
    {
        _clock = clock;
        _faulted = faulted;
        Database = database;
        State = state;
        Orchestrations = new OrchestrationQueue(settings, clock);
        Activities = new ActivityQueue(clock);
        Timers = new TimerQueue(clock, Fire);
        _memory = new IdleMemory(clock, () => Orchestrations.IsIdle && Activities.IsIdle, GiveBackMemory);
        TakeUp(pending);
        _writer = new WriterLoop(database, state, clock, logger, settings.MaxWritesPerCommit, TakeUp, Fault);
    }

    public Database Database { get; }

    public HubState State { get; }

    public OrchestrationQueue Orchestrations { get; }

    public ActivityQueue Activities { get; }

    public TimerQueue Timers { get; }

    public InstanceWaiters Waiters { get; } = new();

    public long Commits => _writer.Commits;

    public int WaitingJobs => _writer.WaitingJobs;

    /// <exception cref="SqliteTaskHubException">The database cannot be used.</exception>
    public static TaskHub Open(HubSettings settings, ILogger logger, TimeProvider clock, Action<Exception> faulted)
    {
        Database database = Database.Open(settings.DatabasePath);
        try
        {
            (HubState state, Effects pending) = HubState.Load(database.Writer);
            return new TaskHub(settings, logger, clock, faulted, database, state, pending);
        }
        catch (Exception e)
        {
            database.Dispose();
            if (e is Microsoft.Data.Sqlite.SqliteException sqlite)
                throw DatabaseCheck.Explain(sqlite, database.Path);
            throw;
        }
    }

    public Task<T> WriteAsync<T>(Func<Changes, T> apply, bool readsDatabase = false)
    {
        var job = new WriteJob<T>(apply, readsDatabase);
        _writer.Enqueue(job);
        return job.Completion;
    }

    public void Write(WriteJob job) => _writer.Enqueue(job);

    public void TurnEnded() => _memory.TurnEnded();

    /// <summary>Commits what waits and closes; with <paramref name="abandon"/> nothing more is committed, as if the process had been killed.</summary>
    public void Close(bool abandon)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        Exception reason = new ObjectDisposedException(nameof(SqliteTaskHubException), $"The service of {Database.Path} has stopped.");
        Timers.Dispose();
        _memory.Dispose();
        Orchestrations.EndSessions();
        _writer.Stop(reason, abandon);
        Orchestrations.Dispose();
        Activities.Dispose();
        Waiters.Stop(reason);
        Database.Dispose();
    }

    public void Dispose() => Close(abandon: false);

    private void GiveBackMemory()
    {
        _ = WriteAsync(changes =>
        {
            changes.Session.Script("PRAGMA shrink_memory");
            return 0;
        });
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void TakeUp(Effects effects) => effects.TakeUp(Orchestrations, Activities, Timers, Waiters);

    private void Fault(Exception exception)
    {
        Orchestrations.Halt();
        Activities.Halt();
        Waiters.Stop(exception);
        _faulted(exception);
    }

    private void Fire(Instance instance, PendingTimer timer)
    {
        if (timer.Id == PendingTimer.Start)
            Orchestrations.Start(instance);
        else
            Orchestrations.Deliver(instance, Messages.ForTimer(instance, timer, _clock.GetUtcNow().UtcDateTime));
    }
}
