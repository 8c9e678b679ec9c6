using DurableTask.ContractTests.Hosts;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class LifecycleTests
{
    private static TestFunctions Waiter(List<string>? log = null) => new TestFunctions().Orchestrator("Wait", async context =>
    {
        try
        {
            return await context.WaitForExternalEvent<int>("n");
        }
        finally
        {
            log?.Add("finally");
        }
    });

    [Theory, Hosts(AzureStorage = true)]
    public async Task Terminate_Running_EndsWithTheOutputAndNoFinally(HostKind kind)
    {
        List<string> log = [];
        await using TestHost host = await TestHost.StartAsync(Waiter(log), kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.TerminateInstanceAsync(id, (object)"bye");
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("\"bye\"", end.SerializedOutput);
        Assert.Empty(log);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Terminate_UnknownOrFinished_ThrowsRpcException(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(new TestFunctions().Orchestrator("Done", _ => Task.FromResult(1)), kind);
        string id = (await host.RunAsync("Done")).InstanceId;

        Assert.Equal(StatusCode.NotFound,
            (await Assert.ThrowsAsync<RpcException>(() => host.Client.TerminateInstanceAsync("nobody"))).StatusCode);
        Assert.Equal(StatusCode.FailedPrecondition,
            (await Assert.ThrowsAsync<RpcException>(() => host.Client.TerminateInstanceAsync(id))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_Recursive_TakesTheChildrenAlong(bool recursive)
    {
        TestFunctions app = Waiter().Orchestrator("Parent", context =>
            context.CallSubOrchestratorAsync<int>("Wait", new TaskOptions().WithInstanceId("child")));
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await host.StatusOf("child", status => status.IsRunning);
        await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stop", recursive));
        await host.EndOf(id);

        if (recursive)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOf("child")).RuntimeStatus);
        }
        else
        {
            await host.Client.RaiseEventAsync("child", "n", 5);
            Assert.Equal(5, (await host.EndOf("child")).ReadOutputAs<int>());
        }
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Suspend_EventMeanwhile_IsDeliveredAfterResume(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(Waiter(), kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.SuspendInstanceAsync(id, "for lunch");
        OrchestrationMetadata suspended = await host.StatusOf(id, status => status.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.RaiseEventAsync(id, "n", 8);
        await host.SettleAsync();
        Assert.Equal("for lunch", suspended.SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);

        Assert.Equal(8, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Theory, Hosts]
    public async Task Suspend_ResultAndTimerMeanwhile_AreDeliveredAfterResume(HostKind kind)
    {
        int calls = 0;
        var release = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, _) =>
            {
                await release.Task;
                return n + Interlocked.Increment(ref calls);
            })
            .Orchestrator("O", async context =>
            {
                Task<int> result = context.CallActivityAsync<int>("Slow", 10);
                Task timer = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                await Task.WhenAll(result, timer);
                return await result;
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.SuspendInstanceAsync(id);
        await host.StatusOf(id, status => status.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        release.SetResult();
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        await host.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);

        Assert.Equal(11, (await host.EndOf(id)).ReadOutputAs<int>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Terminate_Suspended_OverridesTheSuspension()
    {
        await using TestHost host = await TestHost.StartAsync(Waiter());

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.SuspendInstanceAsync(id);
        await host.Client.TerminateInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOf(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Suspend_BeforeTheStart_StartsAfterResume()
    {
        await using TestHost host = await TestHost.StartAsync(Waiter());

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait",
            new StartOrchestrationOptions(StartAt: host.Clock.GetUtcNow().AddHours(1)));
        await host.Client.SuspendInstanceAsync(id);
        await host.Client.RaiseEventAsync(id, "n", 9);
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.StatusOf(id, status => status.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.ResumeInstanceAsync(id);

        Assert.Equal(9, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Purge_Finished_RemovesItOnce(HostKind kind)
    {
        TestFunctions app = Waiter().Orchestrator("Done", _ => Task.FromResult(1));
        await using TestHost host = await TestHost.StartAsync(app, kind);
        string done = (await host.RunAsync("Done")).InstanceId;
        string running = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        Assert.Equal(1, (await host.Client.PurgeInstanceAsync(done)).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync(done)).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync(running)).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync(done));
        Assert.NotNull(await host.Client.GetInstanceAsync(running));
    }

    [Fact]
    public async Task PurgeAll_ByStatusAndTime_RemovesWhatMatches()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Done", _ => Task.FromResult(1))
            .Orchestrator("Bad", Task<object?> (_) => throw new InvalidOperationException("x"));
        await using TestHost host = await TestHost.StartAsync(app);
        await host.RunAsync("Done", options: new StartOrchestrationOptions("old"));
        await host.RunAsync("Bad", options: new StartOrchestrationOptions("bad"));
        host.Clock.Advance(TimeSpan.FromDays(1));
        DateTimeOffset now = host.Clock.GetUtcNow();
        await host.RunAsync("Done", options: new StartOrchestrationOptions("new"));

        PurgeResult result = await host.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(CreatedTo: now.AddHours(-1), Statuses: [OrchestrationRuntimeStatus.Completed]));

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("old"));
        Assert.NotNull(await host.Client.GetInstanceAsync("bad"));
        Assert.NotNull(await host.Client.GetInstanceAsync("new"));
    }

    [Fact]
    public async Task Purge_Recursive_RemovesTheChildren()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Child", _ => Task.FromResult(1))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", new TaskOptions().WithInstanceId("child")));
        await using TestHost host = await TestHost.StartAsync(app);
        string id = (await host.RunAsync("Parent")).InstanceId;

        Assert.Equal(2, (await host.Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("child"));
    }

    [Theory, Hosts]
    public async Task Terminate_ActivityUnderWay_FinishesAndItsResultIsDropped(HostKind kind)
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, token) =>
            {
                entered.SetResult();
                await release.Task;
                token.ThrowIfCancellationRequested();
                left.SetResult();
                return n;
            })
            .Orchestrator("O", context => context.CallActivityAsync<int>("Slow", 10));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await entered.Task.WaitAsync(TestHost.Patience);
        await host.Client.TerminateInstanceAsync(id, (object)"bye");
        await host.EndOf(id);
        release.SetResult();
        await left.Task.WaitAsync(TestHost.Patience);
        await host.SettleAsync();

        Assert.Equal("\"bye\"", (await host.EndOf(id)).SerializedOutput);
    }
}
