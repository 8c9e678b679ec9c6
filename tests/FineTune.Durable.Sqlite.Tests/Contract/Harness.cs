using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FineTune.Durable;
using FineTune.Durable.Client;
using FineTune.Durable.Converters;
using FineTune.Durable.Sqlite.Dispatch;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.DurableContract;

/// <summary>The engine under the contract suite: the only file of this folder that knows it.</summary>
internal static class Harness
{
    public static async Task<TestHost> StartAsync(TestFunctions functions, TestSettings settings, ILoggerFactory? loggers) =>
        await EngineHost.StartAsync(functions, settings, loggers);
}

/// <summary>The embedded engine on a database of its own. Tests of the engine itself use more of it than the contract suite.</summary>
internal sealed class EngineHost : TestHost
{
    private readonly string _folder = Directory.CreateTempSubdirectory("durable-").FullName;
    private readonly ILoggerFactory _loggers;
    private TestFunctions _functions;
    private TestSettings _settings;
    private bool _killed;

    private EngineHost(TestFunctions functions, TestSettings settings, ILoggerFactory loggers)
    {
        _functions = functions;
        _settings = settings;
        _loggers = loggers;
        Engine = CreateEngine();
    }

    /// <summary>As inside Functions: PascalCase out, any case in, no fields.</summary>
    public static DataConverter Converter { get; } = new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    public SqliteDurableEngine Engine { get; private set; }

    public override DurableTaskClient Client => Engine.Client;

    public string DatabasePath => Path.Combine(_folder, "durable.db");

    public static IFunctionCatalog CatalogOf(TestFunctions functions) => new Catalog(functions);

    public static new Task<EngineHost> StartAsync(TestFunctions functions, bool strict) =>
        StartAsync(functions, new TestSettings { Strict = strict });

    public static new async Task<EngineHost> StartAsync(TestFunctions functions, TestSettings? settings = null, ILoggerFactory? loggers = null)
    {
        var host = new EngineHost(functions, settings ?? new TestSettings(), loggers ?? NullLoggerFactory.Instance);
        await host.Engine.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Waits until the instance has something in its history that <paramref name="reached"/> accepts.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryOf(string instanceId, Func<IReadOnlyList<HistoryEvent>, bool>? reached = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            IReadOnlyList<HistoryEvent> events = (await Engine.Histories.ReadAsync(instanceId))?.Events ?? [];
            if (reached is null || reached(events))
                return events;
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>What the database knows to be under way: messages, tasks and timers.</summary>
    public long CountPending() => (long)Engine.Database.ReadSession(session => session.Scalar(
        "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM tasks) + (SELECT count(*) FROM timers)"))!;

    public override Task UntilTimersAsync(string instanceId, int count) =>
        HistoryOf(instanceId, events => events.OfType<TimerCreated>().Count() >= count);

    public override Task SettleAsync() => Engine.Database.WriteAsync((_, _) => true);

    public override Task KillAsync()
    {
        _killed = true;
        return Engine.AbandonAsync();
    }

    public override async Task RestartAsync(TestFunctions? functions = null, TestSettings? settings = null)
    {
        if (!_killed)
            await Engine.DisposeAsync();
        _killed = false;
        _functions = functions ?? _functions;
        _settings = settings ?? _settings;
        Engine = CreateEngine();
        await Engine.StartAsync(CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        await Engine.AbandonAsync();
        await Engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteDurableEngine CreateEngine() => new(
        new SqliteDurableEngineOptions
        {
            DatabasePath = DatabasePath,
            StrictReplay = _settings.Strict,
            DefaultVersion = _settings.DefaultVersion,
            FunctionTimeout = _settings.FunctionTimeout,
            TimeoutClock = _settings.TimeoutClock ?? TimeProvider.System,
            MaxConcurrentActivities = _settings.MaxConcurrentActivities,
            ShutdownGrace = _settings.ShutdownGrace,
            MaxLiveInstances = _settings.MaxLiveInstances,
            MaximumTimerInterval = _settings.MaximumTimerInterval,
        },
        CatalogOf(_functions),
        Converter,
        Clock,
        _loggers);

    /// <summary>The lambdas of a test app as the engine wants them.</summary>
    private sealed class Catalog(TestFunctions app) : IFunctionCatalog
    {
        private readonly Dictionary<string, IOrchestratorFunction> _orchestrators = app.Orchestrators.ToDictionary(
            pair => pair.Key, IOrchestratorFunction (pair) => new Orchestrator(pair.Key, pair.Value), StringComparer.OrdinalIgnoreCase);

        private readonly Dictionary<string, IActivityFunction> _activities = app.Activities.ToDictionary(
            pair => pair.Key, IActivityFunction (pair) => new Activity(pair.Key, pair.Value), StringComparer.OrdinalIgnoreCase);

        public IReadOnlyCollection<string> OrchestratorNames => _orchestrators.Keys;

        public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out IOrchestratorFunction? function) =>
            _orchestrators.TryGetValue(name, out function);

        public bool TryGetActivity(string name, [NotNullWhen(true)] out IActivityFunction? function) =>
            _activities.TryGetValue(name, out function);
    }

    private sealed class Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code) : IOrchestratorFunction
    {
        public string Name => name;

        public Task<object?> InvokeAsync(TaskOrchestrationContext context) => code(context);
    }

    private sealed class Activity(string name, ActivityCode code) : IActivityFunction
    {
        public string Name => name;

        public Task<object?> InvokeAsync(ActivityInvocation invocation, CancellationToken cancellationToken) =>
            code(type => Converter.Deserialize(invocation.Input, type), cancellationToken);
    }
}
