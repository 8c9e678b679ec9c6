using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

/// <summary>What orchestrations do over the service, with sessions and replaying every turn.</summary>
public sealed class OrchestrationTests
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, InlineData(false), InlineData(true)]
    public async Task Chain_TenActivities_AddsUp(bool strict)
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), strict);

        OrchestrationState end = await hub.RunAsync("Chain", 10);

        Assert.Equal(OrchestrationStatus.Completed, end.OrchestrationStatus);
        Assert.Equal("10", end.Output);
        Assert.Equal("10", end.Input);
        Assert.Equal("Chain", end.Name);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task FanOut_ManyActivities_EachRunsOnce(bool strict)
    {
        int calls = 0;
        Functions app = Samples.App().Activity<int, int>("Count", n => n * Math.Sign(Interlocked.Increment(ref calls)))
            .Orchestrator("FanOut", async context =>
                (await Task.WhenAll(Enumerable.Range(0, context.Input<int>()).Select(i => context.Call<int>("Count", i)))).Sum());
        await using TestHub hub = await TestHub.StartAsync(app, strict);

        OrchestrationState end = await hub.RunAsync("FanOut", 300);

        Assert.Equal($"{Enumerable.Range(0, 300).Sum()}", end.Output);
        Assert.Equal(300, calls);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task SubOrchestration_Nested_ReturnsItsResultToTheParent(bool strict)
    {
        Functions app = Samples.App()
            .Orchestrator("Nest", async context =>
                context.Input<int>() is > 0 and int n ? 1 + await context.Child<int>("Nest", n - 1) : 0);
        await using TestHub hub = await TestHub.StartAsync(app, strict);

        Assert.Equal("5", (await hub.RunAsync("Nest", 5)).Output);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Activity_Throws_FailureReachesTheOrchestrator(bool strict)
    {
        Functions app = Samples.App().Activity<int, int>("Boom", int (_) => throw new InvalidOperationException("boom"))
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    return await context.Call<int>("Boom", 0);
                }
                catch (TaskFailedException e)
                {
                    return $"{e.FailureDetails!.ErrorType}: {e.FailureDetails.ErrorMessage}";
                }
            });
        await using TestHub hub = await TestHub.StartAsync(app, strict);

        Assert.Equal("\"System.InvalidOperationException: boom\"", (await hub.RunAsync("Catch")).Output);
    }

    [Fact]
    public async Task Orchestrator_Throws_EndsFailedWithDetails()
    {
        Functions app = Samples.App().Orchestrator("Boom", Task<object?> (_) => throw new InvalidOperationException("boom"));
        await using TestHub hub = await TestHub.StartAsync(app);

        OrchestrationState end = await hub.RunAsync("Boom", id: "b");

        Assert.Equal(OrchestrationStatus.Failed, end.OrchestrationStatus);
        Assert.Equal("System.InvalidOperationException: boom", end.Output);
        Assert.Equal("boom", end.FailureDetails!.ErrorMessage);
        OrchestrationState read = (await hub.Service.GetOrchestrationStateAsync("b", false)).Single();
        Assert.Equal("System.InvalidOperationException", read.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task SubOrchestration_OfALiveInstancesId_FailsTheCall()
    {
        Functions app = Samples.App().Orchestrator("Parent", async context =>
        {
            try
            {
                return await context.Child<int>("Wait", id: "taken");
            }
            catch (SubOrchestrationFailedException e)
            {
                return e.FailureDetails!.ErrorMessage;
            }
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.ScheduleAsync("Wait", id: "taken");

        Assert.Equal("\"An Orchestration instance with the ID taken already exists.\"", (await hub.RunAsync("Parent")).Output);
    }

    [Fact]
    public async Task SubOrchestration_OfAFinishedInstancesId_ReplacesIt()
    {
        Functions app = Samples.App().Orchestrator("Parent", async context => await context.Child<int>("Echo", 7, "taken"));
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.RunAsync("Echo", 1, "taken");

        Assert.Equal("7", (await hub.RunAsync("Parent")).Output);
        OrchestrationState child = (await hub.Service.GetOrchestrationStateAsync("taken", false)).Single();
        Assert.Equal("7", child.Output);
        Assert.Equal(1, child.Generation);
        Assert.Equal("Parent", child.ParentInstance!.Name);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Timer_ClockAdvances_FiresNeverEarly(bool strict)
    {
        var clock = new FakeTimeProvider(s_start);
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), strict, clock);
        await hub.ScheduleAsync("Sleep", TimeSpan.FromHours(1), "s");
        await hub.SleepingAsync(1);

        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, hub.Service.Hub.Timers.Count);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        OrchestrationState end = await hub.EndOf("s");
        Assert.Equal(s_start.UtcDateTime.AddHours(1), end.CompletedTime);
        TimerFiredEvent fired = (await hub.Service.ReadHistoryAsync("s")).OfType<TimerFiredEvent>().Single();
        Assert.Equal(s_start.UtcDateTime.AddHours(1), fired.FireAt);
        Assert.Equal(s_start.UtcDateTime.AddHours(1), fired.Timestamp);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Timer_Crash_FiresAfterTheRestart(bool strict)
    {
        var clock = new FakeTimeProvider(s_start);
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), strict, clock);
        await hub.ScheduleAsync("Sleep", TimeSpan.FromDays(100), "s");
        await hub.SleepingAsync(1);

        await hub.RestartAsync(crash: true);
        Assert.Equal(1, hub.Service.Hub.Timers.Count);
        clock.Advance(TimeSpan.FromDays(100));

        Assert.Equal(OrchestrationStatus.Completed, (await hub.EndOf("s")).OrchestrationStatus);
    }

    [Fact]
    public async Task Timer_OverdueAtTheStart_FiresAtOnce()
    {
        var clock = new FakeTimeProvider(s_start);
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: clock);
        await hub.ScheduleAsync("Sleep", TimeSpan.FromHours(1), "s");
        await hub.SleepingAsync(1);
        await hub.CrashAsync();

        clock.Advance(TimeSpan.FromDays(2));
        await hub.RestartAsync(crash: false);
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(OrchestrationStatus.Completed, (await hub.EndOf("s")).OrchestrationStatus);
    }

    [Fact]
    public async Task Timers_InstanceEnds_AreGone()
    {
        Functions app = Samples.App().Orchestrator("Race", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            Task<bool> timer = context.Core.CreateTimer(context.Core.CurrentUtcDateTime.AddDays(7), true, cancellation.Token);
            Task<int> go = context.Event<int>("go");
            await Task.WhenAny(timer, go);
            cancellation.Cancel();
            return await go;
        });
        var clock = new FakeTimeProvider(s_start);
        await using TestHub hub = await TestHub.StartAsync(app, clock: clock);
        await hub.ScheduleAsync("Race", id: "r");
        await hub.SleepingAsync(1);

        await hub.RaiseAsync("r", "go", 3);

        Assert.Equal("3", (await hub.EndOf("r")).Output);
        await hub.SleepingAsync(0);
        Assert.Equal(0, hub.Report().PendingTimers);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Events_SentByAnOrchestration_ReachAnother(bool strict)
    {
        Functions app = Samples.App().Orchestrator("Send", context =>
        {
            context.Core.SendEvent(new OrchestrationInstance { InstanceId = "w" }, "n", 42);
            return Task.FromResult<object?>(null);
        });
        await using TestHub hub = await TestHub.StartAsync(app, strict);
        await hub.ScheduleAsync("Wait", id: "w");

        await hub.RunAsync("Send");

        Assert.Equal("42", (await hub.EndOf("w")).Output);
    }

    [Fact]
    public async Task Tags_OfTheParent_ReachChildAndActivityAndSurviveACrash()
    {
        var seen = new List<string?>();
        var release = new TaskCompletionSource();
        Functions app = Samples.App()
            .Activity<int, int>("Held", async n =>
            {
                await release.Task;
                return n;
            })
            .Orchestrator("Parent", async context => await context.Child<int>("Middle"))
            .Orchestrator("Middle", async context => await context.Call<int>("Held", 5));
        await using TestHub hub = await TestHub.StartAsync(app,
            configure: worker => worker.AddActivityDispatcherMiddleware((context, next) =>
        {
            lock (seen)
                seen.Add(context.GetProperty<OrchestrationExecutionContext>()?.OrchestrationTags?["colour"]);
            return next();
        }));
        await hub.Client.CreateOrchestrationInstanceAsync("Parent", "", "p", null, new Dictionary<string, string> { ["colour"] = "blue" });
        await hub.UntilAsync(() => seen.Count == 1);

        await hub.RestartAsync(crash: true);
        release.SetResult();
        OrchestrationState end = await hub.EndOf("p");

        Assert.Equal("blue", end.Tags!["colour"]);
        Assert.Equal(["blue", "blue"], seen);
    }

    [Fact]
    public async Task ActivityMiddleware_Throws_ActivityIsTriedAgainAfterGrowingPauses()
    {
        int attempts = 0;
        await using TestHub hub = await TestHub.StartAsync(Samples.App(),
            configure: worker => worker.AddActivityDispatcherMiddleware((_, next) =>
            ++attempts <= 3 ? throw new TimeoutException("not yet") : next()));

        Assert.Equal("1", (await hub.RunAsync("Chain", 1)).Output);
        Assert.Equal(4, attempts);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task OrchestrationMiddleware_Throws_TurnIsTriedAgainFromItsHistory(bool strict)
    {
        int attempts = 0;
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), strict,
            configure: worker => worker.AddOrchestrationDispatcherMiddleware(async (_, next) =>
        {
            await next();
            if (Interlocked.Increment(ref attempts) % 2 == 1)
                throw new TimeoutException("not yet");
        }));

        Assert.Equal("3", (await hub.RunAsync("Chain", 3)).Output);
        Assert.Equal(8, attempts);
    }
}
