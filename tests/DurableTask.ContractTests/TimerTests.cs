using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class TimerTests
{
    [Theory, Hosts]
    public async Task CreateTimer_NotBeforeItsTime_ThenFires(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Sleep", async context =>
        {
            DateTime start = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None);
            return context.CurrentUtcDateTime - start;
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await host.PassTimer(id, TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        await host.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.InRange(end.ReadOutputAs<TimeSpan>(), TimeSpan.FromHours(2), TimeSpan.FromHours(2) + TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task CreateTimer_InThePast_FiresAtOnce()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Past", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
            return "done";
        });
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Past");

        Assert.Equal("done", end.ReadOutputAs<string>());
    }

    [Theory, Hosts]
    public async Task CreateTimer_Cancelled_ThrowsAndDoesNotHoldTheInstance(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Fine", n => n)
            .Orchestrator("Cancel", async context =>
            {
                using var cancellation = new CancellationTokenSource();
                Task timer = context.CreateTimer(TimeSpan.FromDays(1), cancellation.Token);
                await context.CallActivityAsync<int>("Fine", 1);
                cancellation.Cancel();
                try
                {
                    await timer;
                    return "fired";
                }
                catch (TaskCanceledException)
                {
                    return "cancelled";
                }
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Cancel");

        Assert.Equal("cancelled", end.ReadOutputAs<string>());
    }

    [Theory, Hosts]
    public async Task Return_WithAnOpenTimer_StaysRunningUntilItFires(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Leave", context =>
        {
            _ = context.CreateTimer(TimeSpan.FromSeconds(8), CancellationToken.None);
            return Task.FromResult("early");
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Leave");
        await host.PassTimer(id, TimeSpan.FromSeconds(7));
        await host.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("early", (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Throw_WithAnOpenTimer_StaysRunningUntilItFires()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Leave", Task<object?> (context) =>
        {
            _ = context.CreateTimer(TimeSpan.FromSeconds(8), CancellationToken.None);
            throw new InvalidOperationException("early");
        });
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Leave");
        await host.PassTimer(id, TimeSpan.FromSeconds(7));
        await host.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("System.InvalidOperationException: early", (await host.EndOf(id)).SerializedOutput);
    }

    [Fact]
    public async Task CreateTimer_LongerThanTheMaximum_IsSplit()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Long", context => context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None));
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Long");
        await host.PassTimer(id, TimeSpan.FromDays(3));
        await host.PassTimer(id, TimeSpan.FromDays(3), timersSoFar: 2);
        await host.PassTimer(id, TimeSpan.FromDays(1), timersSoFar: 3);
        await host.EndOf(id);
    }

    [Fact]
    public async Task CreateTimer_ManyInstances_EachFiresInItsTime()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Sleep", context =>
            context.CreateTimer(TimeSpan.FromMinutes(context.GetInput<int>()), CancellationToken.None));
        await using TestHost host = await TestHost.StartAsync(app);

        for (int minutes = 3; minutes >= 1; minutes--)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep", minutes, new StartOrchestrationOptions($"sleep-{minutes}"));
            await host.UntilTimersAsync($"sleep-{minutes}", 1);
        }

        for (int minutes = 1; minutes <= 3; minutes++)
        {
            await host.SettleAsync();
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await host.EndOf($"sleep-{minutes}");
            for (int later = minutes + 1; later <= 3; later++)
                Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync($"sleep-{later}"))!.RuntimeStatus);
        }
    }

    [Fact]
    public async Task CreateTimer_LocalTime_IsConvertedToUtc()
    {
        // The offset is that of the machine: where it is zero, only the kind differs.
        TestFunctions app = new TestFunctions().Orchestrator("Sleep", async context =>
        {
            DateTime start = context.CurrentUtcDateTime;
            await context.CreateTimer(start.AddHours(2).ToLocalTime(), CancellationToken.None);
            return context.CurrentUtcDateTime - start;
        });
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await host.PassTimer(id, TimeSpan.FromHours(1));
        await host.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromHours(2), (await host.EndOf(id)).ReadOutputAs<TimeSpan>());
    }

    [Theory, Hosts]
    public async Task Return_WithAnAbandonedActivity_StaysRunningUntilItEnds(HostKind kind)
    {
        var release = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, _) =>
            {
                await release.Task;
                return n;
            })
            .Orchestrator("Leave", async context =>
            {
                Task<int> slow = context.CallActivityAsync<int>("Slow", 1);
                await Task.WhenAny(slow, context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None));
                return "early";
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Leave");
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        await host.SettleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        release.SetResult();

        Assert.Equal("early", (await host.EndOf(id)).ReadOutputAs<string>());
    }
}
