using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// The embedded durable engine: one process, one SQLite file. Orchestrations are event-sourced; a turn is one transaction;
/// whatever was committed survives the process, whatever was not is done again after a restart.
/// </summary>
public sealed class SqliteDurableEngine : IAsyncDisposable
{
    private readonly SqliteDurableEngineOptions _options;
    private readonly TimeProvider _clock;
    private readonly InstanceWaiters _waiters = new();
    private readonly OrchestrationDispatcher _orchestrations;
    private readonly ActivityDispatcher _activities;
    private readonly TimerQueue _timers;
    private int _state;

    public SqliteDurableEngine(
        SqliteDurableEngineOptions options,
        IFunctionCatalog catalog,
        DataConverter converter,
        TimeProvider timeProvider,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(converter);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        ILogger logger = loggerFactory.CreateLogger<SqliteDurableEngine>();
        _options = options;
        _clock = timeProvider;
        Database = new SqliteDatabase(options.DatabasePath, logger);
        Histories = new HistoryReader(Database);

        var payloads = new Payloads(converter, logger);
        var settings = new ExecutionSettings(loggerFactory, options.DefaultVersion, options.MaximumTimerInterval);
        var processor = new TurnProcessor(Database, catalog, payloads, settings, timeProvider, logger, Deliver);
        _orchestrations = new OrchestrationDispatcher(options, Database, processor, _waiters, logger);
        _activities = new ActivityDispatcher(options, catalog, payloads, logger, Deliver);
        _timers = new TimerQueue(timeProvider, Deliver);
        _orchestrations.Activities = _activities;
        _orchestrations.Timers = _timers;
        Client = new SqliteDurableTaskClient(Database, payloads, options.DefaultVersion, timeProvider, _waiters, Deliver, _timers);
    }

    /// <summary>Starts, asks and steers instances. Usable between start and stop.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>The engine's database, for components that keep tables of their own in it (see <see cref="IMigrationSource"/>).</summary>
    public SqliteDatabase Database { get; }

    /// <summary>Reads the histories of instances.</summary>
    public HistoryReader Histories { get; }

    /// <summary>
    /// Opens the database, takes up everything that was pending when it was last closed, and runs. An engine starts once.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The database is in use by another process (named by its id), is damaged, or was written by a newer version.
    /// </exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
            throw new InvalidOperationException("The engine was started before. Make a new one.");

        Database.Open([new EngineMigrations(), .. _options.Migrations], _clock);
        TakeUpPendingWork();
        _orchestrations.Start();
        _activities.Start();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops: takes no new activities, gives those under way the grace time, commits what ended, closes the database. What
    /// did not end runs again after the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, 2, 1) != 1)
            return;

        _timers.Dispose();
        await _activities.StopAsync(_options.ShutdownGrace, cancellationToken);
        _orchestrations.Stop(drain: true);
        _waiters.Stop();
        Database.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _timers.Dispose();
        _activities.Dispose();
        _orchestrations.Dispose();
    }

    /// <summary>Ends as the death of the process would: nothing that is not committed by now ever will be.</summary>
    internal async Task AbandonAsync()
    {
        if (Interlocked.CompareExchange(ref _state, 2, 1) != 1)
            return;

        _timers.Dispose();
        _orchestrations.Stop(drain: false);
        _waiters.Stop();
        Database.Close(abandon: true);
        await _activities.StopAsync(TimeSpan.Zero, CancellationToken.None);
    }

    private void Deliver(Delivery delivery) => _orchestrations.Post(delivery);

    private void TakeUpPendingWork() => Database.ReadSession(session =>
    {
        foreach (PendingWork.TimerRow timer in PendingWork.AllTimers(session))
            _timers.Add(timer.Instance, timer.Execution, timer.Id, timer.Due);
        foreach (PendingWork.TaskRow task in PendingWork.AllTasks(session))
            _activities.Enqueue(new ActivityWork(task.Instance, task.InstanceId, task.Execution, task.Id, task.Name, task.Input));
        foreach (PendingWork.InboxRow row in PendingWork.AllMessages(session))
            Deliver(new Delivery(row.Instance, new Message(row.Event, row.Execution, row.Seq)));
        return true;
    });
}
