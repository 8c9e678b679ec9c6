using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Tests.Contract;

public sealed class CrashTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Crash_ActivityUnderWay_RunsAgain_AndNoOtherDoes(bool strict)
    {
        var calls = new System.Collections.Concurrent.ConcurrentQueue<int>();
        var reached = new TaskCompletionSource();
        var blocked = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Step", async (n, _) =>
            {
                calls.Enqueue(n);
                if (n == 3 && reached.TrySetResult())
                    await blocked.Task;
                return n;
            })
            .Orchestrator("O", async context =>
            {
                int sum = 0;
                for (int n = 1; n <= 5; n++)
                    sum += await context.CallActivityAsync<int>("Step", n);
                return sum;
            });
        await using TestHost host = await TestHost.StartAsync(app, strict);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await reached.Task.WaitAsync(TestHost.Patience);
        await host.CrashAsync();
        OrchestrationMetadata end = await host.EndOf(id);
        blocked.SetResult();

        Assert.Equal(15, end.ReadOutputAs<int>());
        Assert.Equal([1, 2, 3, 3, 4, 5], calls);
        Assert.Equal(5, (await host.HistoryOf(id)).OfType<TaskCompleted>().Count());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Crash_Sleeping_TimerGoesOn(bool strict)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("O", async context =>
            {
                int first = await context.CallActivityAsync<int>("AddOne", 1);
                await context.CreateTimer(TimeSpan.FromHours(5), CancellationToken.None);
                return await context.CallActivityAsync<int>("AddOne", first);
            });
        await using TestHost host = await TestHost.StartAsync(app, strict);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.PassTimer(id, TimeSpan.FromHours(3));
        await host.CrashAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(3, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Crash_TimerDueMeanwhile_FiresAtTheStart()
    {
        TestFunctions app = new TestFunctions().Orchestrator("O", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "woke";
        });
        await using TestHost host = await TestHost.StartAsync(app);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.HistoryOf(id, events => events.OfType<TimerCreated>().Any());

        await host.Engine.AbandonAsync();
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.RestartAsync();

        Assert.Equal("woke", (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Crash_AtAnyMoment_LosesNothingAndEndsTheSame(bool strict)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("Child", async context =>
            {
                int value = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                return await context.CallActivityAsync<int>("AddOne", value);
            })
            .Orchestrator("Parent", async context =>
            {
                int[] children = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => context.CallSubOrchestratorAsync<int>("Child", n)));
                int more = await context.WaitForExternalEvent<int>("more");
                return children.Sum() + more;
            });
        await using TestHost host = await TestHost.StartAsync(app, strict);

        string[] ids = [.. Enumerable.Range(0, 10).Select(n => $"parent-{n}")];
        foreach (string id in ids)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions(id));
            await host.Client.RaiseEventAsync(id, "more", 100);
            await host.CrashAsync();
        }

        foreach (string id in ids)
            Assert.Equal(120, (await host.EndOf(id)).ReadOutputAs<int>());
        AssertNothingPending(host);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Crash_AgainAndAgainUnderLoad_EveryResultCountsOnce(bool strict)
    {
        const int instances = 20, steps = 8, crashes = 12;
        int calls = 0;
        using var crashNow = new SemaphoreSlim(0);
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n =>
            {
                if (Interlocked.Increment(ref calls) % 10 == 0)
                    crashNow.Release();
                return n + 1;
            })
            .Orchestrator("Chain", async context =>
            {
                int value = context.GetInput<int>();
                for (int i = 0; i < steps; i++)
                    value = await context.CallActivityAsync<int>("AddOne", value);
                return value;
            });
        await using TestHost host = await TestHost.StartAsync(app, strict);
        for (int n = 0; n < instances; n++)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Chain", n * 100, new StartOrchestrationOptions($"chain-{n}"));

        for (int n = 0; n < crashes; n++)
        {
            await crashNow.WaitAsync(TestHost.Patience);
            await host.CrashAsync();
        }

        for (int n = 0; n < instances; n++)
        {
            Assert.Equal((n * 100) + steps, (await host.EndOf($"chain-{n}")).ReadOutputAs<int>());
            IReadOnlyList<HistoryEvent> history = await host.HistoryOf($"chain-{n}");
            Assert.Equal(Enumerable.Range(0, steps), history.OfType<TaskCompleted>().Select(e => e.Id));
        }

        AssertNothingPending(host);
        Assert.Equal("ok", host.Engine.Database.ReadSession(session => session.Scalar("PRAGMA integrity_check")));
    }

    [Fact]
    public async Task Restart_OrchestratorGone_FailsTheInstanceWithTheText()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Gone", context => context.WaitForExternalEvent<int>("n"));
        await using TestHost host = await TestHost.StartAsync(app);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Gone");
        await host.Client.WaitForInstanceStartAsync(id);

        await host.CrashAsync(new TestFunctions());
        await host.Client.RaiseEventAsync(id, "n", 1);

        Assert.StartsWith(
            """{"message":"The function 'Gone' doesn't exist, is disabled, or is not an orchestrator function.""", (await host.EndOf(id)).SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ActivityLongerThanTheGrace_RunsAgainAfterwards()
    {
        int calls = 0;
        var reached = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, token) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    reached.TrySetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }

                return n;
            })
            .Orchestrator("O", context => context.CallActivityAsync<int>("Slow", 4));
        await using TestHost host = await TestHost.StartAsync(app, new HostSettings { ShutdownGrace = TimeSpan.Zero });

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await reached.Task.WaitAsync(TestHost.Patience);
        await host.RestartAsync();

        Assert.Equal(4, (await host.EndOf(id)).ReadOutputAs<int>());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Stop_ActivityUnderWay_IsGivenTimeToEnd()
    {
        int calls = 0;
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, _) =>
            {
                Interlocked.Increment(ref calls);
                reached.TrySetResult();
                await release.Task;
                return n;
            })
            .Orchestrator("O", context => context.CallActivityAsync<int>("Slow", 4));
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await reached.Task.WaitAsync(TestHost.Patience);
        Task restart = host.RestartAsync();
        release.SetResult();
        await restart;

        Assert.Equal(4, (await host.EndOf(id)).ReadOutputAs<int>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Eviction_OfLiveInstances_LosesNothing()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("O", async context =>
            {
                int value = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                value += await context.WaitForExternalEvent<int>("n");
                return await context.CallActivityAsync<int>("AddOne", value);
            });
        await using TestHost host = await TestHost.StartAsync(app, new HostSettings { MaxLiveInstances = 3 });

        for (int n = 0; n < 30; n++)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("O", n, new StartOrchestrationOptions($"o-{n}"));
        for (int n = 0; n < 30; n++)
            await host.Client.RaiseEventAsync($"o-{n}", "n", 100);

        for (int n = 0; n < 30; n++)
            Assert.Equal(n + 102, (await host.EndOf($"o-{n}")).ReadOutputAs<int>());
        AssertNothingPending(host);
    }

    private static void AssertNothingPending(TestHost host) => Assert.Equal(
        0L,
        host.Engine.Database.ReadSession(session => session.Scalar("SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM tasks) + (SELECT count(*) FROM timers)")));
}
