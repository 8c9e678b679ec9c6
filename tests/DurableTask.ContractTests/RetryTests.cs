using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class RetryTests
{
    [Theory, Hosts]
    public async Task RetryPolicy_FailsTwice_WaitsWithBackOffAndSucceeds(HostKind kind)
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Flaky", n => Interlocked.Increment(ref calls) < 3 ? throw new InvalidOperationException("not yet") : n)
            .Orchestrator("Call", context => context.CallActivityAsync<int>(
                "Flaky", 7, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(1), 10, TimeSpan.FromMinutes(5)))));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        await host.PassTimer(id, TimeSpan.FromMinutes(5), timersSoFar: 2);
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(7, end.ReadOutputAs<int>());
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task RetryPolicy_AllAttemptsFail_RunsOneLastTimerWithoutDelayAndThrows()
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException($"failure {Interlocked.Increment(ref calls)}"))
            .Orchestrator("Call", context =>
                context.CallActivityAsync<int>("Bad", 7, new TaskOptions(new RetryPolicy(2, TimeSpan.FromSeconds(10)))));
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await host.PassTimer(id, TimeSpan.FromSeconds(10));
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(2, calls);
        Assert.EndsWith("Task 'Bad' (#2) failed with an unhandled exception: failure 2", end.SerializedOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryPolicy_PredicateRefusesOrThrows_DoesNotRetry(bool throws)
    {
        int calls = 0;
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(1))
        {
            HandleFailure = details => throws ? throw new NotSupportedException() : !details.IsCausedBy<InvalidOperationException>(),
        };
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException($"failure {Interlocked.Increment(ref calls)}"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Bad", 7, TaskOptions.FromRetryPolicy(policy)));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task RetryPolicy_OneAttempt_RunsTheLastTimerWithoutAskingThePredicate()
    {
        bool asked = false;
        var policy = new RetryPolicy(1, TimeSpan.FromSeconds(1)) { HandleFailure = _ => asked = true };
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException("no"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Bad", 7, TaskOptions.FromRetryPolicy(policy)));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.False(asked);
    }

    [Fact]
    public async Task RetryPolicy_TimeIsUp_DoesNotRetry()
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException($"failure {Interlocked.Increment(ref calls)}"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>(
                "Bad", 7, TaskOptions.FromRetryPolicy(
                    new RetryPolicy(9, TimeSpan.FromMinutes(1), retryTimeout: TimeSpan.FromMinutes(2)))));
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        await host.PassTimer(id, TimeSpan.FromMinutes(1), timersSoFar: 2);
        await host.EndOf(id);

        Assert.Equal(3, calls);
    }

    [Theory, Hosts]
    public async Task RetryHandler_SeesEveryFailure_AndHasNoDelayOfItsOwn(HostKind kind)
    {
        List<string> seen = [];
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException("no"))
            .Orchestrator("Call", async context =>
            {
                RetryHandler handler = retry =>
                {
                    if (!context.IsReplaying)
                        seen.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {retry.TotalRetryTime}");
                    return retry.LastAttemptNumber < 3;
                };
                return await context.CallActivityAsync<int>("Bad", 7, TaskOptions.FromRetryHandler(handler));
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(["1 no 00:00:00", "2 no 00:00:00", "3 no 00:00:00"], seen);
    }

    [Fact]
    public async Task AsyncRetryHandler_WithATimer_WaitsBetweenAttempts()
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Flaky", n => Interlocked.Increment(ref calls) < 2 ? throw new InvalidOperationException("no") : n)
            .Orchestrator("Call", context =>
            {
                AsyncRetryHandler handler = async retry =>
                {
                    await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(3), CancellationToken.None);
                    return true;
                };
                return context.CallActivityAsync<int>("Flaky", 7, TaskOptions.FromRetryHandler(handler));
            });
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await host.PassTimer(id, TimeSpan.FromMinutes(3));

        Assert.Equal(7, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task SubOrchestration_RetriedWithoutId_KeepsItsId()
    {
        List<string> ids = [];
        TestFunctions app = new TestFunctions()
            .Orchestrator("Child", context =>
            {
                ids.Add(context.InstanceId);
                return ids.Count < 3 ? Task.FromException<int>(new InvalidOperationException("no")) : Task.FromResult(ids.Count);
            })
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<int>("Child", null, new TaskOptions(new RetryPolicy(3, TimeSpan.FromSeconds(1)))));
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await host.PassTimer(id, TimeSpan.FromSeconds(1));
        await host.PassTimer(id, TimeSpan.FromSeconds(1), timersSoFar: 2);
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Single(ids.Distinct());
    }

    [Theory]
    [InlineData("Bad")]
    [InlineData("Nowhere")]
    public async Task RetryHandler_FailureOfAFunction_IsAlwaysAsked(string activity)
    {
        int asked = 0;
        RetryHandler handler = retry =>
        {
            asked = retry.LastAttemptNumber;
            return asked < 3;
        };
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Bad", _ => throw new InvalidOperationException("no"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>(activity, 7, TaskOptions.FromRetryHandler(handler)));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(3, asked);
    }
}
