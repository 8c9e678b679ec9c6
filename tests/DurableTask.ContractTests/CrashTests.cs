using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class CrashTests
{
    [Theory, Hosts]
    public async Task Crash_ActivityUnderWay_RunsAgain_AndNoOtherDoes(HostKind kind)
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
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await reached.Task.WaitAsync(TestHost.Patience);
        await host.CrashAsync();
        OrchestrationMetadata end = await host.EndOf(id);
        blocked.SetResult();

        Assert.Equal(15, end.ReadOutputAs<int>());
        Assert.Equal([1, 2, 3, 3, 4, 5], calls);
    }

    [Theory, Hosts]
    public async Task Crash_Sleeping_TimerGoesOn(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("O", async context =>
            {
                int first = await context.CallActivityAsync<int>("AddOne", 1);
                await context.CreateTimer(TimeSpan.FromHours(5), CancellationToken.None);
                return await context.CallActivityAsync<int>("AddOne", first);
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

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
        await host.UntilTimersAsync(id, 1);

        await host.KillAsync();
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.RestartAsync();

        Assert.Equal("woke", (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Theory, Hosts]
    public async Task Crash_AtAnyMoment_LosesNothingAndEndsTheSame(HostKind kind)
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
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string[] ids = [.. Enumerable.Range(0, 10).Select(n => $"parent-{n}")];
        foreach (string id in ids)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions(id));
            await host.Client.RaiseEventAsync(id, "more", 100);
            await host.CrashAsync();
        }

        foreach (string id in ids)
            Assert.Equal(120, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Restart_OrchestratorGone_FailsTheInstanceWithTheText()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Gone", context => context.WaitForExternalEvent<int>("n"));
        await using TestHost host = await TestHost.StartAsync(app);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Gone");
        await host.Client.WaitForInstanceStartAsync(id);

        await host.CrashAsync(new TestFunctions().Orchestrator("One", _ => Task.FromResult(1))
            .Orchestrator("Two", _ => Task.FromResult(2)));
        await host.Client.RaiseEventAsync(id, "n", 1);

        OrchestrationMetadata end = await host.EndOf(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(
            """{"message":"The function 'Gone' doesn't exist, is disabled, or is not an orchestrator function. """
                + """Additional info: The following are the known orchestrator functions: 'One', 'Two'."}""",
            end.SerializedOutput);
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
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { ShutdownGrace = TimeSpan.Zero });

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
}
