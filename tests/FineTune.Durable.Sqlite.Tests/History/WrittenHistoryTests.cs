using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;
using FineTune.DurableContract;

namespace FineTune.Durable.Sqlite.Tests.History;

/// <summary>What turns leave behind in the history.</summary>
public sealed class WrittenHistoryTests
{
    [Fact]
    public async Task AllKindsOfActions_ShareOneCounter()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("Child", _ => Task.FromResult(1))
            .Orchestrator("Parent", async context =>
            {
                Task activity = context.CallActivityAsync("A", 1);
                Task timer = context.CreateTimer(context.CurrentUtcDateTime, CancellationToken.None);
                context.SendEvent("nobody", "x", 1);
                await Task.WhenAll(activity, timer, context.CallSubOrchestratorAsync("Child"));
            });
        await using EngineHost host = await EngineHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Parent");

        Assert.Equal(
            [(0, typeof(TaskScheduled)), (1, typeof(TimerCreated)), (2, typeof(EventSent)), (3, typeof(SubOrchestrationCreated))],
            (await host.HistoryOf(end.InstanceId)).OfType<ActionEvent>().Select(e => (e.Id, e.GetType())));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task CallActivity_Chain_IsNumberedInOrder(bool strict)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int?>("Nothing", _ => null)
            .Orchestrator("Chain", async context =>
            {
                for (int i = 0; i < 3; i++)
                    await context.CallActivityAsync<int?>("Nothing");
            });
        await using EngineHost host = await EngineHost.StartAsync(app, strict);

        IReadOnlyList<HistoryEvent> history = await host.HistoryOf((await host.RunAsync("Chain")).InstanceId);

        Assert.Equal([0, 1, 2], history.OfType<TaskScheduled>().Select(e => e.Id));
        Assert.Equal([0, 1, 2], history.OfType<TaskCompleted>().Select(e => e.Id));
        Assert.All(history.OfType<TaskScheduled>(), e => Assert.Null(e.Input));
        Assert.All(history.OfType<TaskCompleted>(), e => Assert.Null(e.Result));
        Assert.IsType<ExecutionCompleted>(history[^1]);
    }

    [Fact]
    public async Task CreateTimer_InThePast_HasATurnOfItsOwn()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Past", context =>
            context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None));
        await using EngineHost host = await EngineHost.StartAsync(app);

        IReadOnlyList<HistoryEvent> history = await host.HistoryOf((await host.RunAsync("Past")).InstanceId);

        Assert.Equal(2, history.OfType<OrchestratorStarted>().Count());
    }

    [Fact]
    public async Task CreateTimer_LongerThanTheMaximum_IsWrittenInParts()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Long", context => context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None));
        await using EngineHost host = await EngineHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Long");
        await host.PassTimer(id, TimeSpan.FromDays(3));
        await host.PassTimer(id, TimeSpan.FromDays(3), timersSoFar: 2);
        await host.PassTimer(id, TimeSpan.FromDays(1), timersSoFar: 3);
        await host.EndOf(id);

        IReadOnlyList<HistoryEvent> history = await host.HistoryOf(id);
        DateTime start = history.OfType<OrchestratorStarted>().First().Timestamp;
        Assert.Equal([start.AddDays(3), start.AddDays(6), start.AddDays(7)], history.OfType<TimerCreated>().Select(e => e.FireAt));
    }

    [Fact]
    public async Task ContinueAsNew_KeepsOnlyTheLastRound()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("Loop", async context =>
            {
                int next = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                if (next < 3)
                    context.ContinueAsNew(next);
            });
        await using EngineHost host = await EngineHost.StartAsync(app);

        IReadOnlyList<HistoryEvent> history = await host.HistoryOf((await host.RunAsync("Loop", 0)).InstanceId);

        Assert.Equal("2", Assert.Single(history.OfType<TaskScheduled>()).Input);
    }

    [Fact]
    public async Task UncaughtTaskFailure_KeepsItsCause()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Fail", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Fail", 1));
        await using EngineHost host = await EngineHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        ExecutionCompleted last = Assert.IsType<ExecutionCompleted>((await host.HistoryOf(end.InstanceId))[^1]);
        Assert.Equal("System.InvalidOperationException", last.Failure!.Inner!.Type);
    }

    [Fact]
    public async Task RetryPolicy_Delays_AreTimersBetweenTheAttempts()
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Flaky", n => Interlocked.Increment(ref calls) < 3 ? throw new InvalidOperationException("not yet") : n)
            .Orchestrator("Call", context => context.CallActivityAsync<int>(
                "Flaky", 7, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(1), 10, TimeSpan.FromMinutes(5)))));
        await using EngineHost host = await EngineHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        await host.PassTimer(id, TimeSpan.FromMinutes(5), timersSoFar: 2);
        await host.EndOf(id);

        IReadOnlyList<HistoryEvent> history = await host.HistoryOf(id);
        DateTime start = history.OfType<OrchestratorStarted>().First().Timestamp;
        Assert.Equal([start.AddMinutes(1), start.AddMinutes(6)], history.OfType<TimerCreated>().Select(e => e.FireAt));
        Assert.Equal([0, 2, 4], history.OfType<TaskScheduled>().Select(e => e.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RetryPolicy_AllAttemptsFail_OneMoreTimerWithoutDelay(int attempts)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException("no"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Bad", 7, new TaskOptions(new RetryPolicy(attempts, TimeSpan.FromSeconds(10)))));
        await using EngineHost host = await EngineHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        if (attempts > 1)
            await host.PassTimer(id, TimeSpan.FromSeconds(10));
        await host.EndOf(id);

        List<TimerCreated> timers = [.. (await host.HistoryOf(id)).OfType<TimerCreated>()];
        Assert.Equal(Enumerable.Range(0, attempts).Select(n => (2 * n) + 1), timers.Select(t => t.Id));
        Assert.Equal(host.Clock.GetUtcNow().UtcDateTime, timers[^1].FireAt);
    }

    [Fact]
    public async Task Retry_RefusedOrByHandler_CreatesNoTimer()
    {
        var refusing = new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = _ => false };
        RetryHandler handler = retry => retry.LastAttemptNumber < 3;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException("no"))
            .Orchestrator("Policy", context => context.CallActivityAsync<int>("Bad", 7, TaskOptions.FromRetryPolicy(refusing)))
            .Orchestrator("Handler", context => context.CallActivityAsync<int>("Bad", 7, TaskOptions.FromRetryHandler(handler)));
        await using EngineHost host = await EngineHost.StartAsync(app);

        foreach (string name in new[] { "Policy", "Handler" })
            Assert.Empty((await host.HistoryOf((await host.RunAsync(name)).InstanceId)).OfType<TimerCreated>());
    }

    [Fact]
    public async Task Purge_RemovesTheHistory()
    {
        await using EngineHost host = await EngineHost.StartAsync(new TestFunctions().Orchestrator("Done", _ => Task.FromResult(1)));
        string id = (await host.RunAsync("Done")).InstanceId;

        await host.Client.PurgeInstanceAsync(id);

        Assert.Null(await host.Engine.Histories.ReadAsync(id));
    }
}
