using DurableTask.Core;
using DurableTask.Core.Query;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Sqlite;

/// <summary>
/// A Durable Task backend in one SQLite file, for one process. Pass it to a <see cref="TaskHubWorker"/> and to a
/// <see cref="TaskHubClient"/> in the same process.
/// </summary>
/// <remarks>
/// <para>Durability: the task returned by a member that writes completes when the write is on disk (WAL, <c>synchronous=FULL</c>).</para>
/// <para>
/// Atomicity: a turn of an orchestrator is one transaction. It contains the history of the turn, the messages it consumed, and the
/// activities, timers and messages it produced. Nothing a turn produced is visible before its transaction is committed.
/// </para>
/// <para>
/// Recovery: after a crash, a turn that was not committed runs again from its history, and an activity whose result was not
/// committed runs again. Activities therefore run at least once.
/// </para>
/// <para>Exclusivity: one process uses a database at a time. A second one is refused; the error names the process ID of the first.</para>
/// <para>
/// Errors: while the disk is full, writes wait and nothing is lost. Any other write error stops the service: see
/// <see cref="Faulted"/>.
/// </para>
/// <para>All members are thread-safe.</para>
/// </remarks>
public sealed partial class SqliteOrchestrationService :
    IOrchestrationService,
    IOrchestrationServiceClient,
    IOrchestrationServiceQueryClient,
    IOrchestrationServicePurgeClient,
    IAsyncDisposable
{
    private readonly SqliteOrchestrationServiceOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly Lock _lifecycle = new();
    private volatile TaskHub? _hub;

    /// <summary>
    /// Creates the service. The database is opened by <see cref="StartAsync"/> or <see cref="CreateIfNotExistsAsync"/>.
    /// </summary>
    /// <param name="options">The database file and the limits.</param>
    /// <param name="loggers">Logs a full disk and a write error; null for no logs.</param>
    /// <param name="clock">
    /// The clock for timers, scheduled starts, timeouts and the times of instances; null for the system clock. Core stamps the
    /// events within a turn by the system clock.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SqliteOrchestrationService(
        SqliteOrchestrationServiceOptions options, ILoggerFactory? loggers = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("DurableTask.Sqlite");
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>
    /// Raised once when a write fails for a reason other than a full disk. From then on nothing is written, and every pending and
    /// later call fails with the same exception. Everything committed before is safe: stop the service or the process and start it
    /// again. The handler runs on the writer's thread and must not stop the service itself.
    /// </summary>
    public event EventHandler<StorageFaultEventArgs>? Faulted;

    internal TaskHub Hub => _hub ?? throw new InvalidOperationException(
        $"The task hub {_options.DatabasePath} is not open. Call {nameof(StartAsync)} or {nameof(CreateIfNotExistsAsync)} first.");

    /// <summary>
    /// Opens the database, creates or migrates it as needed, and loads pending work. Histories are not read. Does nothing if the
    /// database is already open.
    /// </summary>
    /// <exception cref="SqliteTaskHubException">
    /// The database is in use by another process, is damaged or not writable, or belongs to another program or a newer version. The
    /// message says what to do.
    /// </exception>
    public Task StartAsync()
    {
        lock (_lifecycle)
            _hub ??= TaskHub.Open(Settings(), _logger, _clock, OnFault);
        return Task.CompletedTask;
    }

    /// <summary>Commits all pending writes and closes the database. Does nothing if it is closed.</summary>
    public Task StopAsync() => StopAsync(isForced: false);

    /// <summary>
    /// Same as <see cref="StopAsync()"/>, forced or not. Turns and activities that are still executing run again after the next
    /// start.
    /// </summary>
    public Task StopAsync(bool isForced) => Task.Run(() => Close(abandon: false));

    /// <summary>Same as <see cref="StartAsync"/>. Call it to use a client before a worker starts.</summary>
    /// <exception cref="SqliteTaskHubException">See <see cref="StartAsync"/>.</exception>
    public Task CreateIfNotExistsAsync() => StartAsync();

    /// <summary>Deletes the database with all instances and creates an empty one.</summary>
    /// <exception cref="SqliteTaskHubException">See <see cref="StartAsync"/>.</exception>
    public Task CreateAsync() => CreateAsync(recreateInstanceStore: true);

    /// <summary>
    /// Same as <see cref="CreateAsync()"/> if <paramref name="recreateInstanceStore"/> is true; otherwise keeps an existing database.
    /// </summary>
    /// <exception cref="SqliteTaskHubException">See <see cref="StartAsync"/>.</exception>
    public async Task CreateAsync(bool recreateInstanceStore)
    {
        if (recreateInstanceStore)
            await DeleteAsync().ConfigureAwait(false);
        await CreateIfNotExistsAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the database and deletes it with all instances.</summary>
    /// <exception cref="SqliteTaskHubException">The file is in use by another process or is not a task hub.</exception>
    public Task DeleteAsync() => DeleteAsync(deleteInstanceStore: true);

    /// <summary>
    /// Same as <see cref="DeleteAsync()"/> if <paramref name="deleteInstanceStore"/> is true; otherwise does nothing, because the
    /// database is the instance store.
    /// </summary>
    /// <exception cref="SqliteTaskHubException">The file is in use by another process or is not a task hub.</exception>
    public async Task DeleteAsync(bool deleteInstanceStore)
    {
        if (!deleteInstanceStore)
            return;
        if (File.Exists(_options.DatabasePath))
            await StartAsync().ConfigureAwait(false); // Refuses to delete a file that is not a task hub.
        await StopAsync().ConfigureAwait(false);
        foreach (string suffix in (string[])["", "-wal", "-shm", ".lock"])
            File.Delete(_options.DatabasePath + suffix);
    }

    /// <summary>Same as <see cref="StopAsync()"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>For tests: stops as if the process had been killed. Nothing that is uncommitted is ever committed.</summary>
    internal Task AbandonAsync() => Task.Run(() => Close(abandon: true));

    private void Close(bool abandon)
    {
        lock (_lifecycle)
        {
            _hub?.Close(abandon);
            _hub = null;
        }
    }

    private HubSettings Settings() => new(
        _options.DatabasePath,
        _options.MaxConcurrentOrchestrations,
        _options.MaxLiveInstances,
        _options.ExtendedSessionIdleTimeout,
        _options.MaxWritesPerCommit);

    private void OnFault(Exception exception)
    {
        _logger.LogCritical(
            exception,
            "The database {Database} could not be written. Nothing more is written until the service is restarted; "
            + "everything committed so far is safe.",
            _options.DatabasePath);
        try
        {
            Faulted?.Invoke(this, new StorageFaultEventArgs(exception));
        }
#pragma warning disable CA1031 // An exception of a handler would end the process: nothing on the writer's thread catches it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.LogError(e, "A handler of {Event} failed.", nameof(Faulted));
        }
    }
}
