using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite;
using FunctionsHost.Local.Durable;
using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests.Hosts;

/// <summary>DurableTask.Sqlite on a database of the test's own, on the test's clock.</summary>
internal sealed class SqliteHost : LocalHost
{
    private readonly string _folder = Directory.CreateTempSubdirectory("contract-").FullName;
    private SqliteOrchestrationService? _service;

    private SqliteHost(TestFunctions functions, TestSettings settings, ILoggerFactory loggers) : base(functions, settings, loggers)
    {
    }

    protected override TimeProvider Time => Clock;

    public static new async Task<SqliteHost> StartAsync(TestFunctions functions, TestSettings settings, ILoggerFactory loggers)
    {
        var host = new SqliteHost(functions, settings, loggers);
        await host.StartWorkerAsync();
        return host;
    }

    public override async Task UntilTimersAsync(string instanceId, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await _service!.ReadHistoryAsync(instanceId)).OfType<TimerCreatedEvent>().Count() < count)
            await Task.Delay(1, patience.Token);
    }

    /// <summary>A write for nobody: those before it have been committed, and have had their effect, when it returns.</summary>
    public override Task SettleAsync() => _service!.SendMessageAsync(new TaskMessage
    {
        OrchestrationInstance = new OrchestrationInstance { InstanceId = "nobody, for settling" },
        Event = new EventRaisedEvent(-1, null) { Name = "settle" },
    });

    public override async Task KillAsync()
    {
        await _service!.AbandonAsync();
        await ForgetWorkerAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override DurableBackend CreateBackend()
    {
        var service = _service = new SqliteOrchestrationService(
            new SqliteOrchestrationServiceOptions
            {
                DatabasePath = Path.Combine(_folder, "engine.db"),
                MaxConcurrentActivities = Settings.MaxConcurrentActivities,
                MaxConcurrentOrchestrations = 4,
                ExtendedSessionIdleTimeout = Settings.Kind == HostKind.SqliteReplaying ? TimeSpan.Zero : TimeSpan.FromSeconds(10),
            },
            Loggers, Clock);
        return new DurableBackend
        {
            Name = "SQLite",
            Service = service,
            Client = service,
            Query = service,
            Purge = service,
            TerminateRecursively = (id, output) => service.TerminateAsync(id, output, recursive: true),
            PurgeRecursively = id => service.PurgeAsync(id, recursive: true),
        };
    }
}
