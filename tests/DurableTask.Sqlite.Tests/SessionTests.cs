using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Inspection;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

/// <summary>Orchestrators in memory between turns, and orchestrators replayed from history.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Sessions_OnAndOff_StoreTheSameHistory()
    {
        Assert.Equal(await HistoryAsync(strict: false), await HistoryAsync(strict: true));
    }

    [Theory, InlineData(false, 1), InlineData(true, 4)]
    public async Task Chain_Turns_RunTheOrchestratorOnceOrReplayIt(bool strict, int expected)
    {
        int runs = 0;
        Functions app = Samples.App().Orchestrator("Three", async context =>
        {
            Interlocked.Increment(ref runs);
            for (int i = 0; i < 3; i++)
                await context.Call<int>("Increment", i);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(app, strict);

        await hub.RunAsync("Three");

        Assert.Equal(expected, runs);
    }

    [Fact]
    public async Task Session_NoCallOpen_LeavesMemoryAtOnce()
    {
        int runs = 0;
        Functions app = Samples.App().Orchestrator("Events", async context =>
        {
            Interlocked.Increment(ref runs);
            return await context.Event<int>("n") + await context.Event<int>("n");
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.ScheduleAsync("Events", id: "e");
        await hub.StateOf("e", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.UntilAsync(() => hub.Service.Hub.Orchestrations.Sessions.Live == 0);

        await hub.RaiseAsync("e", "n", 1);
        await hub.UntilAsync(() => runs == 2 && hub.Service.Hub.Orchestrations.Sessions.Live == 0);
        await hub.RaiseAsync("e", "n", 2);

        Assert.Equal("3", (await hub.EndOf("e")).Output);
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task Session_CallOpenForLong_LeavesMemoryAfterTheIdleTime()
    {
        int runs = 0;
        var release = new TaskCompletionSource();
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Functions app = Samples.App()
            .Activity<int, int>("Slow", async n =>
            {
                await release.Task;
                return n;
            })
            .Orchestrator("Long", async context =>
            {
                Interlocked.Increment(ref runs);
                return await context.Call<int>("Slow", 5);
            });
        await using TestHub hub = await TestHub.StartAsync(app, clock: clock);
        await hub.ScheduleAsync("Long", id: "l");
        await hub.StateOf("l", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.UntilAsync(() => hub.Service.Hub.Orchestrations.Sessions.Idle == 1);

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, hub.Service.Hub.Orchestrations.Sessions.Live);
        clock.Advance(TimeSpan.FromSeconds(2));
        await hub.UntilAsync(() => hub.Service.Hub.Orchestrations.Sessions.Live == 0);
        release.SetResult();

        Assert.Equal("5", (await hub.EndOf("l")).Output);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Sessions_MoreThanTheLimit_TheRestReplays()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), maxLive: 3, maxTurns: 2);

        OrchestrationState[] ends = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => hub.RunAsync("Chain", 5)));

        Assert.All(ends, end => Assert.Equal("5", end.Output));
        await hub.UntilAsync(() => hub.Service.Hub.Orchestrations.Sessions.Live == 0);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Turns_AtTheSameTime_StayWithinTheLimit(bool strict)
    {
        int now = 0, most = 0;
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), strict, maxTurns: 3, configure: worker =>
            worker.AddOrchestrationDispatcherMiddleware(async (_, next) =>
            {
                int running = Interlocked.Increment(ref now);
                lock (s_lock)
                    most = Math.Max(most, running);
                await Task.Yield();
                await next();
                Interlocked.Decrement(ref now);
            }));

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => hub.RunAsync("Chain", 3)));

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Stop_SessionsWait_WorkerStopsGracefully()
    {
        var release = new TaskCompletionSource();
        Functions app = Samples.App()
            .Activity<int, int>("Slow", async n =>
            {
                await release.Task;
                return n;
            })
            .Orchestrator("Long", async context => await context.Child<int>("Wait", id: "below"));
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.ScheduleAsync("Long", id: "l");
        await hub.UntilAsync(() => hub.Service.Hub.Orchestrations.Sessions.Idle == 1);

        await hub.StopGracefullyAsync().WaitAsync(TestHub.Patience);
        await hub.RestartAsync(crash: false);
        await hub.RaiseAsync("below", "n", 4);

        Assert.Equal("4", (await hub.EndOf("l")).Output);
    }

    private static readonly Lock s_lock = new();

    /// <summary>
    /// A run with calls, a child, a timer, events, a failure and two rounds; one message a turn, so that turns are cut the same
    /// way.
    /// </summary>
    private static async Task<string> HistoryAsync(bool strict)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Functions app = Samples.App()
            .Activity<int, int>("Boom", int (_) => throw new InvalidOperationException("boom"))
            .Orchestrator("All", async context =>
            {
                await context.Call<int>("Increment", 1);
                await context.Child<int>("Echo", 2, "child");
                await context.Event<int>("n");
                try
                {
                    await context.Call<int>("Boom", 1);
                }
                catch (Core.Exceptions.TaskFailedException)
                {
                    context.Status = "\"failed once\"";
                }

                if (context.Input<int>() == 1)
                    context.Core.ContinueAsNew(2);
                else
                    await context.Sleep(TimeSpan.FromMinutes(5));
                return "end";
            });
        await using TestHub hub = await TestHub.StartAsync(app, strict, clock);
        await hub.ScheduleAsync("All", 1, "a");
        for (int round = 1; round <= 2; round++)
        {
            await hub.StateOf("a", state => state.Input == $"{round}");
            await hub.UntilAsync(() => HasChild(hub));
            await hub.RaiseAsync("a", "n", round);
        }

        await hub.SleepingAsync(1);
        clock.Advance(TimeSpan.FromMinutes(5));
        await hub.EndOf("a");

        IReadOnlyList<HistoryEvent> history = await hub.Service.ReadHistoryAsync("a");
        foreach (HistoryEvent historyEvent in history)
        {
            historyEvent.Timestamp = default;
            if (historyEvent is ExecutionStartedEvent started)
                started.OrchestrationInstance.ExecutionId = "";
        }

        return string.Join('\n', history.Select(HistorySerializer.SerializeLine)).Replace(StackOf(history), "", StringComparison.Ordinal);
    }

    private static bool HasChild(TestHub hub) =>
        TaskHubInspector.ReadHistory(hub.Path, "a").OfType<SubOrchestrationInstanceCompletedEvent>().Any();

    private static string StackOf(IReadOnlyList<HistoryEvent> history) =>
        JsonEncodedText.Encode(
            history.OfType<TaskFailedEvent>().Single().FailureDetails!.StackTrace!,
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
