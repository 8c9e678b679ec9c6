using System.Text.Json;
using FineTune.Durable.Client;
using FineTune.Durable.Converters;
using FineTune.Durable.Sqlite.Dispatch;
using FineTune.Durable.Sqlite.History;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Durable.Sqlite.Tests.Contract;

/// <summary>An app on a fresh database with a clock of its own. It can crash and come back on the same file.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly TestFunctions _functions;
    private readonly ILoggerFactory _loggers;
    private readonly HostSettings _settings;
    private SqliteDurableEngine _engine;

    private TestHost(string folder, TestFunctions functions, HostSettings settings, ILoggerFactory loggers)
    {
        _folder = folder;
        _functions = functions;
        _settings = settings;
        _loggers = loggers;
        _engine = CreateEngine();
    }

    /// <summary>As inside Functions: PascalCase out, any case in, no fields.</summary>
    public static DataConverter Converter { get; } = new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public DurableTaskClient Client => _engine.Client;

    public SqliteDurableEngine Engine => _engine;

    public string DatabasePath => Path.Combine(_folder, "durable.db");

    public static Task<TestHost> StartAsync(TestFunctions functions, bool strict) =>
        StartAsync(functions, new HostSettings { Strict = strict });

    public static async Task<TestHost> StartAsync(TestFunctions functions, HostSettings? settings = null, ILoggerFactory? loggers = null)
    {
        string folder = Directory.CreateTempSubdirectory("durable-").FullName;
        var host = new TestHost(folder, functions, settings ?? new HostSettings(), loggers ?? NullLoggerFactory.Instance);
        await host._engine.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Schedules and waits for the end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, StartOrchestrationOptions? options = null) =>
        await EndOf(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options));

    public Task<OrchestrationMetadata> EndOf(string instanceId) =>
        Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true).WaitAsync(Patience);

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

    public async Task<OrchestrationMetadata> StatusOf(string instanceId, Func<OrchestrationMetadata, bool> reached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            OrchestrationMetadata? metadata = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true);
            if (metadata is not null && reached(metadata))
                return metadata;
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits until the orchestration has a timer open, then moves the clock.</summary>
    public async Task PassTimer(string instanceId, TimeSpan time, int timersSoFar = 1)
    {
        await HistoryOf(instanceId, events => events.OfType<TimerCreated>().Count() >= timersSoFar);
        await SettleAsync();
        Clock.Advance(time);
    }

    /// <summary>After it, whatever was committed before has had its effect in memory.</summary>
    public Task SettleAsync() => Engine.Database.WriteAsync((_, _) => true);

    /// <summary>The process dies and a new one starts, perhaps with other code.</summary>
    public async Task CrashAsync(TestFunctions? functions = null)
    {
        await _engine.AbandonAsync();
        _engine = CreateEngine(functions);
        await _engine.StartAsync(CancellationToken.None);
    }

    public async Task RestartAsync(TestFunctions? functions = null)
    {
        await _engine.DisposeAsync();
        _engine = CreateEngine(functions);
        await _engine.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.AbandonAsync();
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteDurableEngine CreateEngine(TestFunctions? functions = null) => new(
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
        functions ?? _functions,
        Converter,
        Clock,
        _loggers);
}

internal sealed record HostSettings
{
    public bool Strict { get; init; }

    public string DefaultVersion { get; init; } = string.Empty;

    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public TimeProvider? TimeoutClock { get; init; }

    public int MaxConcurrentActivities { get; init; } = 8;

    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxLiveInstances { get; init; } = 2048;

    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);
}
