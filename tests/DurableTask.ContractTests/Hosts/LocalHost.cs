using System.Text.Json;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.Durable.Client;
using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests.Hosts;

/// <summary>The durable worker and client of FunctionsHost.Local over a backend of the derived class.</summary>
internal abstract class LocalHost(TestFunctions functions, TestSettings settings, ILoggerFactory loggers) : TestHost
{
    /// <summary>As inside Functions: PascalCase out, any case in, no fields.</summary>
    private static readonly DataConverter s_converter =
        new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    private TestFunctions _functions = functions;
    private DurableWorker? _worker;
    private DurableTaskClient? _client;

    public override DurableTaskClient Client => _client!;

    protected TestSettings Settings { get; private set; } = settings;

    protected ILoggerFactory Loggers => loggers;

    /// <summary>The clock of orchestrations.</summary>
    protected abstract TimeProvider Time { get; }

    public override async Task RestartAsync(TestFunctions? functions = null, TestSettings? settings = null)
    {
        await StopWorkerAsync();
        _functions = functions ?? _functions;
        Settings = settings ?? Settings;
        await StartWorkerAsync();
    }

    protected abstract DurableBackend CreateBackend();

    protected async Task StartWorkerAsync()
    {
        var backend = CreateBackend();
        var payloads = new PayloadLimits(s_converter, loggers.CreateLogger<DurableWorker>());
        var options = new DurableWorkerOptions
        {
            DefaultVersion = Settings.DefaultVersion,
            VersionMatch = Settings.VersionMatch,
            VersionFailure = Settings.VersionFailure,
            FunctionTimeout = Settings.FunctionTimeout,
            TimeoutClock = Settings.TimeoutClock ?? TimeProvider.System,
            ShutdownGrace = Settings.ShutdownGrace,
        };
        _worker = new DurableWorker(backend, new TestCatalog(_functions), options, payloads, Time, loggers);
        _client = new LocalDurableTaskClient(backend, payloads, Settings.DefaultVersion, Time);
        await _worker.StartAsync(CancellationToken.None);
    }

    protected async Task StopWorkerAsync()
    {
        if (_worker is not { } worker) return;
        _worker = null;
        await worker.StopAsync(CancellationToken.None);
        worker.Dispose();
    }

    /// <summary>The backend was torn away: the worker is left where it is.</summary>
    protected async Task ForgetWorkerAsync()
    {
        if (_worker is { } worker) await worker.AbandonAsync();
        _worker = null;
    }
}
