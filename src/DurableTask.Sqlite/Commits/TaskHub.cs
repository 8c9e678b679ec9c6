using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Commits;

/// <summary>The open task hub: the database, the writer, and the queues in memory.</summary>
internal sealed class TaskHub : IDisposable
{
    private readonly IdleMemory _memory;
    private readonly TimeProvider _clock;
    private readonly Action<Exception> _faulted;
    private readonly Committer _committer;
    private readonly WriterLoop _writer;
    private int _closed;

    private TaskHub(HubSettings settings, ILogger logger, TimeProvider clock, Action<Exception> faulted, Database database)
    {
        (HubState state, Effects pending) = HubState.Load(database.Writer);
        _clock = clock;
        _faulted = faulted;
        Database = database;
        State = state;
        Orchestrations = new OrchestrationQueue(settings, clock);
        Activities = new ActivityQueue(clock);
        Timers = new TimerQueue(clock, Fire);
        _memory = new IdleMemory(clock, () => Orchestrations.IsIdle && Activities.IsIdle, GiveBackMemory);
        ApplyEffects(pending);
        _committer = new Committer(database, clock, logger);
        _writer = new WriterLoop(database, state, _committer, clock, settings.MaxWritesPerCommit, ApplyEffects, Fault);
    }

    public Database Database { get; }

    public HubState State { get; }

    public OrchestrationQueue Orchestrations { get; }

    public ActivityQueue Activities { get; }

    public TimerQueue Timers { get; }

    public InstanceWaiters Waiters { get; } = new();

    /// <summary>The number of transactions committed since the start.</summary>
    public long Commits => _committer.Commits;

    public int WaitingJobs => _writer.WaitingJobs;

    /// <exception cref="SqliteTaskHubException">The database cannot be used.</exception>
    public static TaskHub Open(HubSettings settings, ILogger logger, TimeProvider clock, Action<Exception> faulted)
    {
        Database database = Database.Open(settings.DatabasePath);
        try
        {
            return new TaskHub(settings, logger, clock, faulted, database);
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

    /// <summary>
    /// Commits all pending jobs and closes the database. With <paramref name="abandon"/>, nothing more is committed, as if the
    /// process had been killed.
    /// </summary>
    public void Close(bool abandon)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        Exception reason = new ObjectDisposedException("SqliteOrchestrationService", $"The service of {Database.Path} has stopped.");
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

    private void ApplyEffects(Effects effects) => effects.Apply(Orchestrations, Activities, Timers, Waiters);

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
