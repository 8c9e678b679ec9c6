using DurableTask.ContractTests.Hosts;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class EventTests
{
    [Theory, Hosts(AzureStorage = true)]
    public async Task WaitForExternalEvent_NameInOtherCase_TakesTheEvent(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", context => context.WaitForExternalEvent<int>("Approval"));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.RaiseEventAsync(id, "aPPROVAL", 42);

        Assert.Equal(42, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task WaitForExternalEvent_RaisedBefore_TakesTheOldestFirst(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", async context =>
        {
            await context.WaitForExternalEvent<string>("go");
            return $"{await context.WaitForExternalEvent<int>("n")} {await context.WaitForExternalEvent<int>("N")}";
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(id, "n", 1);
        await host.Client.RaiseEventAsync(id, "n", 2);
        await host.Client.RaiseEventAsync(id, "go");

        Assert.Equal("1 2", (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_SeveralWaiters_TheNewestIsServedFirst()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", async context =>
        {
            Task<int> older = context.WaitForExternalEvent<int>("n");
            Task<int> newer = context.WaitForExternalEvent<int>("n");
            return $"older {await older} newer {await newer}";
        });
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.RaiseEventAsync(id, "n", 1);
        await host.Client.RaiseEventAsync(id, "n", 2);

        Assert.Equal("older 2 newer 1", (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Theory, Hosts(AzureStorage = true, Official = true)]
    public async Task WaitForExternalEvent_CancelledWaiter_EatsNoEvent(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            _ = context.WaitForExternalEvent<int>("n", cancellation.Token);
            cancellation.Cancel();
            await context.WaitForExternalEvent<object>("go");
            return await context.WaitForExternalEvent<int>("n");
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(id, "n", 1);
        await host.Client.RaiseEventAsync(id, "n", 2);
        await host.Client.RaiseEventAsync(id, "go");

        Assert.Equal(1, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task WaitForExternalEvent_OtherTypeForOneName_IsRefused()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", async context =>
        {
            _ = context.WaitForExternalEvent<int>("n");
            return await context.WaitForExternalEvent<string>("N");
        });
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Wait");

        Assert.StartsWith("System.ArgumentException: Events with the same name must have the same type argument.", end.SerializedOutput,
            StringComparison.Ordinal);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task WaitForExternalEvent_PayloadOfAnotherShape_FailsTheInstance(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(id, "n", "not a number");

        Assert.StartsWith("System.Text.Json.JsonException: ", (await host.EndOf(id)).SerializedOutput, StringComparison.Ordinal);
    }

    [Theory, Hosts]
    public async Task WaitForExternalEvent_TimesOut_ThrowsTaskCanceledException(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("n", TimeSpan.FromDays(1));
            }
            catch (Exception e)
            {
                return e.GetType().Name;
            }
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.PassTimer(id, TimeSpan.FromDays(1));

        Assert.Equal(nameof(TaskCanceledException), (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Theory, Hosts]
    public async Task WaitForExternalEvent_InTime_CancelsTheTimer(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Wait", context => context.WaitForExternalEvent<string>("n", TimeSpan.FromDays(1)));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.RaiseEventAsync(id, "n", "in time");

        Assert.Equal("in time", (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task RaiseEvent_UnknownOrFinishedInstance_ThrowsRpcException(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Done", _ => Task.FromResult(1));
        await using TestHost host = await TestHost.StartAsync(app, kind);
        string id = (await host.RunAsync("Done")).InstanceId;

        RpcException unknown = await Assert.ThrowsAsync<RpcException>(() => host.Client.RaiseEventAsync("nobody", "n"));
        RpcException finished = await Assert.ThrowsAsync<RpcException>(() => host.Client.RaiseEventAsync(id, "n"));

        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(StatusCode.FailedPrecondition, finished.StatusCode);
        Assert.Equal("The orchestration instance with the provided instance id is not running.", finished.Status.Detail);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task SendEvent_ToAnotherInstance_Arrives(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Receive", context => context.WaitForExternalEvent<string>("hello"))
            .Orchestrator("Send", context =>
            {
                context.SendEvent("receiver", "Hello", "world");
                context.SendEvent("nobody", "Hello", "lost");
                return Task.CompletedTask;
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        await host.Client.ScheduleNewOrchestrationInstanceAsync("Receive", new StartOrchestrationOptions("receiver"));
        await host.RunAsync("Send");

        Assert.Equal("world", (await host.EndOf("receiver")).ReadOutputAs<string>());
    }
}
