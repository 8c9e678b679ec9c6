using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

/// <summary>
/// What needs time to pass or a host to stop, on Azure Storage, where the clock is real and timers may be a second early.
/// </summary>
[Trait("Backend", "AzureStorage")]
public sealed class RealTimeTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task CreateTimer_FiresInItsTime()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Sleep", async context =>
        {
            DateTime start = context.CurrentUtcDateTime;
            await context.CreateTimer(s_short, CancellationToken.None);
            return context.CurrentUtcDateTime - start;
        });
        await using TestHost host = await TestHost.StartAsync(app, HostKind.AzureStorage);

        TimeSpan slept = (await host.RunAsync("Sleep")).ReadOutputAs<TimeSpan>();

        Assert.True(slept >= s_short - TimeSpan.FromSeconds(1), $"The timer fired after {slept}.");
    }

    [Fact]
    public async Task ContinueAsNew_OpenTimer_WaitsForIt()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", context =>
        {
            if (context.GetInput<DateTime?>() is not { } began)
            {
                _ = context.CreateTimer(s_short, CancellationToken.None);
                context.ContinueAsNew(context.CurrentUtcDateTime);
                return Task.FromResult(TimeSpan.Zero);
            }

            return Task.FromResult(context.CurrentUtcDateTime - began);
        });
        await using TestHost host = await TestHost.StartAsync(app, HostKind.AzureStorage);

        TimeSpan waited = (await host.RunAsync("Loop")).ReadOutputAs<TimeSpan>();

        Assert.True(waited >= s_short - TimeSpan.FromSeconds(1), $"The second round began after {waited}.");
    }

    [Fact]
    public async Task WaitForExternalEvent_TimesOut_ThrowsTaskCanceledException()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Wait", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("n", s_short);
            }
            catch (Exception e)
            {
                return e.GetType().Name;
            }
        });
        await using TestHost host = await TestHost.StartAsync(app, HostKind.AzureStorage);

        Assert.Equal(nameof(TaskCanceledException), (await host.RunAsync("Wait")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RetryPolicy_FailsTwice_Succeeds()
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Flaky", n => Interlocked.Increment(ref calls) < 3 ? throw new InvalidOperationException("not yet") : n)
            .Orchestrator("Call", context =>
                context.CallActivityAsync<int>("Flaky", 7, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1)))));
        await using TestHost host = await TestHost.StartAsync(app, HostKind.AzureStorage);

        Assert.Equal(7, (await host.RunAsync("Call")).ReadOutputAs<int>());
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Schedule_StartAt_WaitsPendingUntilThen()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Done", context => Task.FromResult(context.GetInput<int>()));
        await using TestHost host = await TestHost.StartAsync(app, HostKind.AzureStorage);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Done", 5,
            new StartOrchestrationOptions(StartAt: DateTimeOffset.UtcNow.AddSeconds(3)));

        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        Assert.Equal(5, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Restart_InOrder_WaitingAndSleepingInstancesGoOn()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("O", async context =>
            {
                int first = await context.CallActivityAsync<int>("AddOne", 1);
                int second = await context.WaitForExternalEvent<int>("n");
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                return await context.CallActivityAsync<int>("AddOne", first + second);
            });
        await using TestHost host = await TestHost.StartAsync(app, HostKind.AzureStorage);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.Client.WaitForInstanceStartAsync(id);

        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "n", 10);

        Assert.Equal(13, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Replay_OfChangedCode_FailsTheInstance()
    {
        await using TestHost host = await TestHost.StartAsync(App("EchoA"), HostKind.AzureStorage);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.StatusOf(id, status => status.SerializedCustomStatus == "\"called\"");

        await host.RestartAsync(App("EchoB"));
        await host.Client.RaiseEventAsync(id, "n", 1);

        Assert.Contains("NonDeterministicOrchestrationException: Non-Deterministic workflow detected: ",
            (await host.EndOf(id)).SerializedOutput, StringComparison.Ordinal);

        static TestFunctions App(string first) => new TestFunctions()
            .Activity<int, int>("EchoA", n => n)
            .Activity<int, int>("EchoB", n => n)
            .Orchestrator("O", async context =>
            {
                await context.CallActivityAsync(first, 1);
                context.SetCustomStatus("called");
                await context.WaitForExternalEvent<int>("n");
            });
    }
}
