using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Dispatch;
using FineTune.Durable.Sqlite.History;
using FineTune.DurableContract;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Durable.Sqlite.Tests.Dispatch;

public sealed class EngineTests
{
    private static TestFunctions App => new TestFunctions()
        .Activity<int, int>("AddOne", n => n + 1)
        .Orchestrator("Call", context => context.CallActivityAsync<int>("AddOne", 1))
        .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"));

    [Fact]
    public async Task Start_DatabaseInUse_IsRefused()
    {
        await using EngineHost host = await EngineHost.StartAsync(App);
        await using var second = new SqliteDurableEngine(
            new SqliteDurableEngineOptions { DatabasePath = host.DatabasePath }, EngineHost.CatalogOf(App), EngineHost.Converter, TimeProvider.System, NullLoggerFactory.Instance);

        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync(CancellationToken.None));

        Assert.Contains($"in use by process {Environment.ProcessId}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Twice_IsRefused()
    {
        await using EngineHost host = await EngineHost.StartAsync(App);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Engine.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Stop_CallersThatWait_AreReleased()
    {
        await using EngineHost host = await EngineHost.StartAsync(App);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        Task<OrchestrationMetadata> waiting = host.Client.WaitForInstanceCompletionAsync(id);

        await host.Engine.StopAsync(CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TestHost.Patience));
    }

    [Fact]
    public async Task Histories_Read_CountsEventsAndBytes()
    {
        await using EngineHost host = await EngineHost.StartAsync(App);
        string id = (await host.RunAsync("Call")).InstanceId;

        InstanceHistory history = (await host.Engine.Histories.ReadAsync(id))!;

        Assert.Equal(
            ["OrchestratorStarted", "ExecutionStarted", "TaskScheduled", "OrchestratorStarted", "TaskCompleted", "ExecutionCompleted"],
            history.Events.Select(e => e.GetType().Name));
        Assert.Equal(6, history.EventCount);
        Assert.Equal(history.Events.Sum(e => (long)System.Text.Encoding.UTF8.GetByteCount(HistoryJson.Write(e))), history.Bytes);
        Assert.Null(await host.Engine.Histories.ReadAsync("nobody"));
    }

    [Fact]
    public async Task Histories_ReadLargest_ComesFirst()
    {
        await using EngineHost host = await EngineHost.StartAsync(App);
        string small = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(small);
        string large = (await host.RunAsync("Call")).InstanceId;

        IReadOnlyList<InstanceHistory> largest = await host.Engine.Histories.ReadLargestAsync(5);

        Assert.Equal([large, small], largest.Select(h => h.InstanceId));
        Assert.Equal(6, largest[0].EventCount);
    }

    [Fact]
    public async Task Turn_ManyResultsAtOnce_AreFedTogether()
    {
        const int width = 40;
        using var allDone = new CountdownEvent(width);
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Meet", n =>
            {
                allDone.Signal();
                return n;
            })
            .Orchestrator("FanOut", async context =>
            {
                Task<int>[] calls = [.. Enumerable.Range(0, width).Select(n => context.CallActivityAsync<int>("Meet", n))];
                await context.WaitForExternalEvent<int>("go");
                await Task.WhenAll(calls);
            });
        await using EngineHost host = await EngineHost.StartAsync(app);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("FanOut");

        await host.HistoryOf(id, events => events.OfType<TaskScheduled>().Any());
        Assert.True(allDone.Wait(TestHost.Patience));
        await host.Client.RaiseEventAsync(id, "go", 1);
        await host.EndOf(id);

        IReadOnlyList<HistoryEvent> history = await host.HistoryOf(id);
        Assert.Equal(width, history.OfType<TaskCompleted>().Count());
        Assert.True(history.OfType<OrchestratorStarted>().Count() < width, "Every result had a turn of its own.");
    }
}
