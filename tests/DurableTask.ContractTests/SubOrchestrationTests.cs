using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class SubOrchestrationTests
{
    [Theory, Hosts(AzureStorage = true)]
    public async Task CallSubOrchestrator_Returns_ResultAndParentLink(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("Child", async context =>
                $"{context.Parent!.Name.Name}/{context.Parent.InstanceId} "
                    + $"{await context.CallActivityAsync<int>("AddOne", context.GetInput<int>())}")
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("child", 4));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Parent", options: new StartOrchestrationOptions("p1"));

        Assert.Equal("Parent/p1 5", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestrator_WithId_UsesIt()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Child", context => Task.FromResult(context.InstanceId))
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<string>("Child", new TaskOptions().WithInstanceId("my-child")));
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Equal("my-child", (await host.RunAsync("Parent")).ReadOutputAs<string>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CallSubOrchestrator_Fails_TaskFailedExceptionWithTheChildsDetails(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Child", Task<object?> (_) => throw new InvalidOperationException("child boom"))
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return "";
                }
                catch (TaskFailedException e)
                {
                    return $"{e.Message} {e.FailureDetails.ErrorType}";
                }
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal(
            "Task 'Child' (#0) failed with an unhandled exception: child boom System.InvalidOperationException",
            (await host.RunAsync("Parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestrator_IdOfALiveInstance_FailsTheCall()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Wait", new TaskOptions().WithInstanceId("taken")));
        await using TestHost host = await TestHost.StartAsync(app);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("taken"));

        OrchestrationMetadata end = await host.RunAsync("Parent");

        Assert.EndsWith("An Orchestration instance with the ID taken already exists.", end.SerializedOutput, StringComparison.Ordinal);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CallSubOrchestrator_ChildTerminated_FailsTheCallAsUnknown(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"))
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    return $"{await context.CallSubOrchestratorAsync<int>("Wait", new TaskOptions().WithInstanceId("child"))}";
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorType;
                }
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await host.StatusOf("child", status => status.IsRunning);
        await host.Client.TerminateInstanceAsync("child");

        Assert.Equal("(unknown)", (await host.EndOf(id)).ReadOutputAs<string>());
    }
}
