using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.Inspection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

/// <summary>
/// A worker over a new database with orchestrations and activities given as functions. Strict: every turn replays from history.
/// </summary>
internal sealed class TestHub : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Functions _functions;
    private readonly bool _strict;
    private readonly ILoggerFactory? _loggers;
    private readonly Action<TaskHubWorker>? _configure;
    private readonly int? _maxLive;
    private readonly int? _maxTurns;
    private TaskHubWorker? _worker;

    private TestHub(
        Functions functions,
        bool strict,
        FakeTimeProvider? clock,
        string? path,
        ILoggerFactory? loggers,
        Action<TaskHubWorker>? configure,
        int? maxLive,
        int? maxTurns)
    {
        _maxLive = maxLive;
        _maxTurns = maxTurns;
        _functions = functions;
        _strict = strict;
        _loggers = loggers;
        _configure = configure;
        Clock = clock;
        Path = path ?? System.IO.Path.Combine(Directory.CreateTempSubdirectory("durabletask-sqlite-").FullName, "hub.db");
    }

    public FakeTimeProvider? Clock { get; }

    public string Path { get; }

    public SqliteOrchestrationService Service { get; private set; } = null!;

    public TaskHubClient Client { get; private set; } = null!;

    public static async Task<TestHub> StartAsync(
        Functions functions, bool strict = false, FakeTimeProvider? clock = null, string? path = null, ILoggerFactory? loggers = null,
        Action<TaskHubWorker>? configure = null, int? maxLive = null, int? maxTurns = null)
    {
        var hub = new TestHub(functions, strict, clock, path, loggers, configure, maxLive, maxTurns);
        await hub.StartAsync();
        return hub;
    }

    public Task<OrchestrationInstance> ScheduleAsync(
        string name, object? input = null, string? id = null, OrchestrationStatus[]? dedupe = null) =>
        Client.CreateOrchestrationInstanceAsync(name, "", id, input, null, dedupe);

    public async Task<OrchestrationState> RunAsync(string name, object? input = null, string? id = null) =>
        await EndOf((await ScheduleAsync(name, input, id)).InstanceId);

    public async Task<OrchestrationState> EndOf(string id) =>
        await Service.WaitForOrchestrationAsync(id, null, Timeout.InfiniteTimeSpan, CancellationToken.None).WaitAsync(Patience)
        ?? throw new InvalidOperationException("The wait ended without a state.");

    public Task RaiseAsync(string id, string name, object data) =>
        Client.RaiseEventAsync(new OrchestrationInstance { InstanceId = id }, name, data);

    /// <summary>Waits until the committed state of an instance satisfies a condition.</summary>
    public async Task<OrchestrationState> StateOf(string id, Func<OrchestrationState, bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await Service.GetOrchestrationStateAsync(id, null) is { } state && condition(state))
                return state;
            await Task.Delay(5, limit.Token);
        }
    }

    public TaskHubReport Report() => TaskHubInspector.Read(Path)!;

    /// <summary>Waits for what happens on another thread and announces itself by nothing but its result.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    /// <summary>Waits until that many timers (and scheduled starts) wait for their time: then the clock may be advanced.</summary>
    public Task SleepingAsync(int count) => UntilAsync(() => Service.Hub.Timers.Count == count);

    /// <summary>From now on the database cannot grow, as on a full disk.</summary>
    public Task LimitPagesAsync(int pages) => Service.Hub.WriteAsync(changes =>
    {
        changes.Session.Script($"PRAGMA max_page_count = {pages}");
        return 0;
    });

    public async Task<IReadOnlyCollection<OrchestrationState>> AllAsync() =>
        (await Service.GetOrchestrationWithQueryAsync(new Core.Query.OrchestrationQuery(), default)).OrchestrationState;

    public async Task StopGracefullyAsync()
    {
        await _worker!.StopAsync(isForced: false);
        _worker.Dispose();
        _worker = null;
    }

    public async Task RestartAsync(bool crash)
    {
        await StopAsync(crash);
        await StartAsync();
    }

    /// <summary>Dies as a killed process would.</summary>
    public Task CrashAsync() => StopAsync(crash: true);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(crash: true);
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    private async Task StartAsync()
    {
        var options = new SqliteOrchestrationServiceOptions
        {
            DatabasePath = Path,
            ExtendedSessionIdleTimeout = _strict ? TimeSpan.Zero : TimeSpan.FromSeconds(10),
            MaxLiveInstances = _maxLive ?? 5000,
            MaxConcurrentOrchestrations = _maxTurns ?? 100,
        };
        Service = new SqliteOrchestrationService(options, _loggers, Clock);
        _worker = new TaskHubWorker(Service, _functions.Orchestrations, _functions.Activities);
        _worker.ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails;
        if (Clock is not null)
            _worker.AddOrchestrationDispatcherMiddleware((context, next) =>
            {
                foreach (var started in context.GetProperty<OrchestrationRuntimeState>().NewEvents.OfType<OrchestratorStartedEvent>())
                    started.Timestamp = Clock.GetUtcNow().UtcDateTime;
                return next();
            });
        _configure?.Invoke(_worker);
        Client = new TaskHubClient(Service);
        await _worker.StartAsync();
    }

    public async Task StopAsync(bool crash)
    {
        if (_worker is null)
            return;
        if (crash)
            await Service.AbandonAsync();
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        _worker = null;
    }
}
