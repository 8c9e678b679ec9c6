using DurableTask.Core;
using DurableTask.Core.Query;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Sqlite;

/// <summary>
/// Durable Task orchestrations over one SQLite file, in one process. Give it to a <see cref="TaskHubWorker"/> and to a
/// <see cref="TaskHubClient"/> of the same process.
/// </summary>
/// <remarks>
/// <para>What was acknowledged survives: a task returned by any member that writes completes after the write is on disk (WAL, <c>synchronous=FULL</c>).</para>
/// <para>
/// A turn of an orchestrator is one transaction: its history, the messages that it consumed, the activities, timers and messages that it
/// produced. Nothing that a turn produced is seen by anybody before that transaction is committed. After a crash a turn that was not committed
/// runs again from its history, and an activity whose answer was not committed runs again (at least once).
/// </para>
/// <para>One process at a time: a second one is refused by name of the first.</para>
/// <para>A full disk makes all writes wait, without a loss, until there is room. Any other error of a write is final: see <see cref="Faulted"/>.</para>
/// <para>All members may be called from any thread.</para>
/// </remarks>
public sealed partial class SqliteOrchestrationService :
    IOrchestrationService, IOrchestrationServiceClient, IOrchestrationServiceQueryClient, IOrchestrationServicePurgeClient, IAsyncDisposable
{
    private readonly SqliteOrchestrationServiceOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly Lock _lifecycle = new();
    private volatile TaskHub? _hub;

    /// <summary>Creates the service. Nothing is opened before <see cref="StartAsync"/> or <see cref="CreateIfNotExistsAsync"/>.</summary>
    /// <param name="options">The database and the limits.</param>
    /// <param name="loggers">Told of a full disk and of a fault; null for silence.</param>
    /// <param name="clock">Drives timers, scheduled starts and time-outs, and stamps instances; null for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SqliteOrchestrationService(SqliteOrchestrationServiceOptions options, ILoggerFactory? loggers = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("DurableTask.Sqlite");
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>
    /// A write failed for another reason than a full disk. Nothing more will be written, every pending call has failed with the same exception, and
    /// the work is safe as of the last commit: stop the process, or the service, and start it again. Raised once, on the writer's thread; do
    /// not stop the service within the handler.
    /// </summary>
    public event EventHandler<StorageFaultEventArgs>? Faulted;

    internal TaskHub Hub => _hub ?? throw new InvalidOperationException(
        $"The task hub {_options.DatabasePath} is not open. Call {nameof(StartAsync)} or {nameof(CreateIfNotExistsAsync)} first.");

    /// <summary>
    /// Opens the database, creating or migrating it, and takes up pending work. Histories are not read. Does nothing when it is open.
    /// </summary>
    /// <exception cref="SqliteTaskHubException">
    /// The database is held by another process, damaged, not writable, of another program or of a newer version; the message says what to do.
    /// </exception>
    public Task StartAsync()
    {
        lock (_lifecycle)
            _hub ??= TaskHub.Open(Settings(), _logger, _clock, OnFault);
        return Task.CompletedTask;
    }

    /// <summary>Commits what was handed over, then closes the database and lets go of it. Does nothing when it is closed.</summary>
    public Task StopAsync() => StopAsync(isForced: false);

    /// <summary>
    /// As <see cref="StopAsync()"/>. A forced stop commits what was handed over just the same, because that takes no time; turns and activities that still
    /// execute are repeated after the next start.
    /// </summary>
    public Task StopAsync(bool isForced) => Task.Run(() => Close(abandon: false));

    /// <summary>Opens the database, creating it when missing, so that a client can be used before a worker starts.</summary>
    /// <exception cref="SqliteTaskHubException">As for <see cref="StartAsync"/>.</exception>
    public Task CreateIfNotExistsAsync() => StartAsync();

    /// <summary>Deletes the database, with all instances, and creates an empty one.</summary>
    /// <exception cref="SqliteTaskHubException">As for <see cref="StartAsync"/>.</exception>
    public Task CreateAsync() => CreateAsync(recreateInstanceStore: true);

    /// <summary>As <see cref="CreateAsync()"/>; without <paramref name="recreateInstanceStore"/> an existing database is kept.</summary>
    /// <exception cref="SqliteTaskHubException">As for <see cref="StartAsync"/>.</exception>
    public async Task CreateAsync(bool recreateInstanceStore)
    {
        if (recreateInstanceStore)
            await DeleteAsync().ConfigureAwait(false);
        await CreateIfNotExistsAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the database and deletes it with all instances.</summary>
    /// <exception cref="SqliteTaskHubException">Another process uses it, or it is not a task hub.</exception>
    public Task DeleteAsync() => DeleteAsync(deleteInstanceStore: true);

    /// <summary>As <see cref="DeleteAsync()"/>; without <paramref name="deleteInstanceStore"/> nothing is deleted, because the store is all there is.</summary>
    /// <exception cref="SqliteTaskHubException">Another process uses it, or it is not a task hub.</exception>
    public async Task DeleteAsync(bool deleteInstanceStore)
    {
        if (!deleteInstanceStore)
            return;
        if (File.Exists(_options.DatabasePath))
            await StartAsync().ConfigureAwait(false); // Refuses a file that is not ours to delete.
        await StopAsync().ConfigureAwait(false);
        foreach (string suffix in (string[])["", "-wal", "-shm", ".lock"])
            File.Delete(_options.DatabasePath + suffix);
    }

    /// <summary>As <see cref="StopAsync()"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Dies as a killed process would: nothing that is not committed yet is ever committed. For tests.</summary>
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
        _options.DatabasePath, _options.MaxConcurrentOrchestrations, _options.MaxLiveInstances, _options.ExtendedSessionIdleTimeout, _options.MaxWritesPerCommit);

    private void OnFault(Exception exception)
    {
        _logger.LogCritical(
            exception, "The database {Database} could not be written. Nothing more is written until the service is started again; what was committed is safe.",
            _options.DatabasePath);
        Faulted?.Invoke(this, new StorageFaultEventArgs(exception));
    }
}
