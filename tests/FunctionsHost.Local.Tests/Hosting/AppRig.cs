using System.Collections.Concurrent;
using System.Net;
using DurableTask.Sqlite;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Tests.Triggers;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Tests.Hosting;

/// <summary>
/// A function app on the local host, on Kestrel at a free port of the loopback, with a folder of its own for orchestrations and trigger
/// state.
/// </summary>
internal sealed class AppRig : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("app-");
    private readonly Action<FunctionsHostOptions> _options;
    private readonly Action<WebApplicationBuilder>? _configure;
    private WebApplication? _app;

    private AppRig(Action<FunctionsHostOptions> options, Action<WebApplicationBuilder>? configure) =>
        (_options, _configure) = (options, configure);

    /// <summary>Set before the start; kept over restarts.</summary>
    public bool StrictReplay { get; init; }

    public FakeBlobStorage Blobs { get; } = new(TimeProvider.System);

    public ConcurrentQueue<string> Logs { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public DurableTaskClient Client => Services.GetRequiredService<DurableTaskClient>();

    public FunctionsHostStatus Status => Services.GetRequiredService<FunctionsHostStatus>();

    public static async Task<AppRig> StartAsync(
        Action<FunctionsHostOptions> options, Action<WebApplicationBuilder>? configure = null, bool strictReplay = false)
    {
        var rig = new AppRig(options, configure) { StrictReplay = strictReplay };
        try
        {
            await rig.StartAsync();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public static Task<AppRig> StartAsync(Type functions, Action<WebApplicationBuilder>? configure = null) =>
        StartAsync(options => options.Types.Add(functions), configure);

    /// <summary>Stops the app and starts another on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await RestartAfterStopAsync();
    }

    public Task RestartAfterStopAsync() => StartAsync();

    public async Task StopAsync()
    {
        Http?.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async Task<T?> RunAsync<T>(string orchestrator, object? input = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        var metadata = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(metadata.RuntimeStatus == OrchestrationRuntimeStatus.Completed, metadata.SerializedOutput);
        return metadata.ReadOutputAs<T>();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new QueueLoggerProvider(Logs));
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("AzureFunctionsJobHost__extensions__http__routePrefix", (string?)"")]);
        builder.Services.AddSingleton<IBlobTriggerStorage>(Blobs);
        builder.Services.AddSingleton<IHostStateStore>(new FolderHostStateStore(Path.Combine(_folder.FullName, "state")));
        _configure?.Invoke(builder);
        builder.AddFunctionsHost(options =>
        {
            options.Backend = CreateBackend;
            options.BlobSettleTime = TimeSpan.Zero;
            options.BlobScanInterval = TimeSpan.FromMilliseconds(20);
            _options(options);
        });
        _app = builder.Build();
        _app.MapFunctions();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    private DurableBackend CreateBackend(IServiceProvider services, HostSettings settings)
    {
        var service = new SqliteOrchestrationService(
            new SqliteOrchestrationServiceOptions
            {
                DatabasePath = Path.Combine(_folder.FullName, "engine.db"),
                MaxConcurrentActivities = settings.MaxConcurrentActivities,
                MaxConcurrentOrchestrations = settings.MaxConcurrentOrchestrations,
                ExtendedSessionIdleTimeout = StrictReplay ? TimeSpan.Zero : TimeSpan.FromSeconds(10),
            },
            services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<TimeProvider>());
        return DurableBackend.From("SQLite", service);
    }

    private sealed class QueueLoggerProvider(ConcurrentQueue<string> logs) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new QueueLogger(categoryName, logs);

        public void Dispose()
        {
        }
    }

    private sealed class QueueLogger(string category, ConcurrentQueue<string> logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            logs.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception?.GetType().Name}");
    }
}
