using FunctionsHost.Local.Durable;
using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests.Hosts;

internal sealed class SqliteHost : LocalHost
{
    private SqliteHost(TestFunctions functions, TestSettings settings, ILoggerFactory loggers) : base(functions, settings, loggers) { }
    protected override TimeProvider Time => Clock;
    public static new async Task<SqliteHost> StartAsync(TestFunctions functions, TestSettings settings, ILoggerFactory loggers)
    { var h = new SqliteHost(functions, settings, loggers); await h.StartWorkerAsync(); return h; }
    private readonly Microsoft.DurableTask.Testing.Sidecar.InMemoryOrchestrationService _s = new();
    protected override DurableBackend CreateBackend() { var b = DurableBackend.From("memory", _s); return new DurableBackend { Name="memory", Service=b.Service, Client=b.Client, Query=b.Query, Purge=b.Purge, PollInterval=TimeSpan.FromMilliseconds(50)}; }
    public override Task UntilTimersAsync(string instanceId, int count) => throw new NotSupportedException();
    public override Task SettleAsync() => Task.Delay(300);
    public override async Task KillAsync() => await StopWorkerAsync();
    public override async ValueTask DisposeAsync() => await StopWorkerAsync();
}
