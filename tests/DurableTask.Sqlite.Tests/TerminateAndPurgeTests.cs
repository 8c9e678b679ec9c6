using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;

namespace DurableTask.Sqlite.Tests;

public sealed class TerminateAndPurgeTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Terminate_Running_EndsWithTheReasonAndNoMoreWork(bool strict)
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Functions app = Samples.App()
            .Activity<int, int>("Slow", async n =>
            {
                begun.SetResult();
                await release.Task;
                return n;
            })
            .Orchestrator("Work", async context =>
            {
                Task sleep = context.Sleep(TimeSpan.FromDays(1));
                await context.Call<int>("Slow", 1);
                await sleep;
                return null;
            });
        await using TestHub hub = await TestHub.StartAsync(app, strict);
        await hub.ScheduleAsync("Work", id: "w");
        await begun.Task.WaitAsync(TestHub.Patience);

        Assert.Equal(1, await hub.Service.TerminateAsync("w", "\"enough\"", recursive: false));
        OrchestrationState end = await hub.EndOf("w");
        release.SetResult();
        await hub.SleepingAsync(0);

        Assert.Equal(OrchestrationStatus.Terminated, end.OrchestrationStatus);
        Assert.Equal("\"enough\"", end.Output);
        Assert.Equal((0, 0, 0), Pending(hub));
        Assert.DoesNotContain(await hub.Service.ReadHistoryAsync("w"), e => e is TaskCompletedEvent);
    }

    [Fact]
    public async Task Terminate_UnknownOrFinished_TellsNobody()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Echo", 1, "done");

        Assert.Equal(0, await hub.Service.TerminateAsync("nobody", null, recursive: true));
        Assert.Equal(0, await hub.Service.TerminateAsync("done", null, recursive: true));
        Assert.Equal(0, await hub.Service.TerminateAsync("done", null, recursive: false));
    }

    [Fact]
    public async Task Terminate_ActivitiesThatStillWait_AreNeverExecuted()
    {
        int calls = 0;
        var release = new TaskCompletionSource();
        Functions app = Samples.App()
            .Activity<int, int>("Hold", async n =>
            {
                Interlocked.Increment(ref calls);
                await release.Task;
                return n;
            })
            .Orchestrator("Many",
                async context => (await Task.WhenAll(Enumerable.Range(0, 150).Select(i => context.Call<int>("Hold", i)))).Length);
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.ScheduleAsync("Many", id: "m");
        await hub.UntilAsync(() => calls == 100);

        await hub.Service.TerminateAsync("m", null, recursive: false);
        await hub.EndOf("m");
        release.SetResult();
        await hub.RunAsync("Chain", 3);

        Assert.Equal(100, calls);
    }

    [Fact]
    public async Task Terminate_Child_FailsTheCallOfTheParentWithDetails()
    {
        Functions app = Samples.App().Orchestrator("Parent", async context =>
        {
            try
            {
                return await context.Child<int>("Wait", id: "child");
            }
            catch (SubOrchestrationFailedException e)
            {
                return e.FailureDetails!.ErrorMessage;
            }
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.ScheduleAsync("Parent", id: "p");
        await hub.StateOf("child", state => state.OrchestrationStatus == OrchestrationStatus.Running);

        await hub.Service.ForceTerminateTaskOrchestrationAsync("child", "enough");

        Assert.Equal("\"The orchestration 'child' was terminated: enough\"", (await hub.EndOf("p")).Output);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Terminate_Recursive_TakesEverythingBelowAlong(bool recursive)
    {
        await using TestHub hub = await TestHub.StartAsync(Tree());
        await hub.ScheduleAsync("Tree", 3, "root");
        await hub.StateOf("root-0-0-0", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.StateOf("root-1-1-1", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.UntilAsync(() => hub.Report().Open.Count == 15);

        Assert.Equal(recursive ? 15 : 1, await hub.Service.TerminateAsync("root", "stop", recursive));
        await hub.EndOf("root");

        if (recursive)
            await hub.UntilAsync(() => hub.Report().Open.Count == 0);
        else
            Assert.Equal(14, hub.Report().Open.Count);
    }

    [Fact]
    public async Task Terminate_Recursive_SurvivesACrashRightAfterwards()
    {
        await using TestHub hub = await TestHub.StartAsync(Tree());
        await hub.ScheduleAsync("Tree", 3, "root");
        await hub.UntilAsync(() => hub.Report().Open.Count == 15);

        await hub.Service.TerminateAsync("root", "stop", recursive: true);
        await hub.RestartAsync(crash: true);

        await hub.UntilAsync(() => hub.Report().Open.Count == 0);
        Assert.Equal(15, hub.Report().Instances[OrchestrationStatus.Terminated]);
    }

    [Fact]
    public async Task Terminate_Recursive_ReachesChildrenThatAreStartedMeanwhile()
    {
        // The turn that starts the child is under way while the termination is committed.
        var inTurn = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using TestHub hub = await TestHub.StartAsync(
            Samples.App().Orchestrator("Parent", async context => await context.Child<int>("Wait", id: "late")),
            configure: worker => worker.AddOrchestrationDispatcherMiddleware(async (context, next) =>
            {
                await next();
                if (context.GetProperty<OrchestrationRuntimeState>().Name != "Parent")
                    return;
                inTurn.TrySetResult();
                await release.Task;
            }));
        await hub.ScheduleAsync("Parent", id: "p");
        await inTurn.Task.WaitAsync(TestHub.Patience);

        Assert.Equal(1, await hub.Service.TerminateAsync("p", "stop", recursive: true));
        release.SetResult();

        Assert.Equal(OrchestrationStatus.Terminated, (await hub.EndOf("p")).OrchestrationStatus);
        Assert.Equal(OrchestrationStatus.Terminated, (await hub.EndOf("late")).OrchestrationStatus);
    }

    [Fact]
    public async Task Terminate_Recursive_FinishedRoot_ReachesWhatIsOpenBelow()
    {
        Functions app = Samples.App().Orchestrator("Launch", context =>
        {
            var tags = new Dictionary<string, string> { [OrchestrationTags.FireAndForget] = "" };
            _ = context.Core.CreateSubOrchestrationInstance<int>("Wait", "", "below", 0, tags);
            return Task.FromResult<object?>(1);
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.RunAsync("Launch", id: "root");
        await hub.StateOf("below", state => state.OrchestrationStatus == OrchestrationStatus.Running);

        Assert.Equal(1, await hub.Service.TerminateAsync("root", "stop", recursive: true));

        Assert.Equal(OrchestrationStatus.Terminated, (await hub.EndOf("below")).OrchestrationStatus);
    }

    [Fact]
    public async Task Purge_Finished_RemovesItOnceWithItsHistory()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Chain", 3, "d");
        await hub.ScheduleAsync("Wait", id: "w");

        Assert.Equal(1, (await hub.Service.PurgeInstanceStateAsync("d")).DeletedInstanceCount);
        Assert.Equal(0, (await hub.Service.PurgeInstanceStateAsync("d")).DeletedInstanceCount);
        Assert.Equal(0, (await hub.Service.PurgeInstanceStateAsync("w")).DeletedInstanceCount);
        Assert.Equal(0, (await hub.Service.PurgeInstanceStateAsync("nobody")).DeletedInstanceCount);

        Assert.Null(await hub.Service.GetOrchestrationStateAsync("d", null));
        Assert.Empty(await hub.Service.ReadHistoryAsync("d"));
        Assert.NotNull(await hub.Service.GetOrchestrationStateAsync("w", null));
    }

    [Theory, InlineData(true, 15), InlineData(false, 1)]
    public async Task Purge_Recursive_RemovesTheTree(bool recursive, int expected)
    {
        await using TestHub hub = await TestHub.StartAsync(Tree());
        await hub.ScheduleAsync("Tree", 3, "root");
        await hub.UntilAsync(() => hub.Report().Open.Count == 15);
        await hub.Service.TerminateAsync("root", null, recursive: true);
        await hub.UntilAsync(() => hub.Report().Open.Count == 0);

        Assert.Equal(expected, await hub.Service.PurgeAsync("root", recursive));
        Assert.Equal(15 - expected, hub.Report().Instances.Values.Sum());
    }

    [Fact]
    public async Task Purge_Recursive_KeepsAnOpenInstanceAndWhatIsBelowIt()
    {
        await using TestHub hub = await TestHub.StartAsync(Tree());
        await hub.ScheduleAsync("Tree", 2, "root");
        await hub.UntilAsync(() => hub.Report().Open.Count == 7);
        foreach (string id in (string[])["root", "root-0", "root-0-0", "root-0-1", "root-1-0"])
            await hub.Service.TerminateAsync(id, null, recursive: false);
        await hub.UntilAsync(() => hub.Report().Open.Count == 2);

        Assert.Equal(4, await hub.Service.PurgeAsync("root", recursive: true));
        Assert.Equal(["root-1", "root-1-0", "root-1-1"], (await hub.AllAsync()).Select(state => state.OrchestrationInstance.InstanceId));
    }

    [Fact]
    public async Task Purge_Filter_MatchesTimeAndStatus()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Functions app = Samples.App().Orchestrator("Boom", Task<object?> (_) => throw new InvalidOperationException());
        await using TestHub hub = await TestHub.StartAsync(app, clock: clock);
        for (int i = 0; i < 4; i++)
        {
            await hub.RunAsync(i % 2 == 0 ? "Echo" : "Boom", i, $"d{i}");
            clock.Advance(TimeSpan.FromDays(1));
        }

        await hub.ScheduleAsync("Wait", id: "w");
        DateTime first = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        OrchestrationStatus[] statuses = [OrchestrationStatus.Failed, OrchestrationStatus.Running];
        var failed = new PurgeInstanceFilter(first, first.AddDays(1), statuses) { Timeout = TimeSpan.FromDays(1) };
        PurgeResult result = await hub.Service.PurgeInstanceStateAsync(failed);
        Assert.Equal((1, true), (result.DeletedInstanceCount, result.IsComplete));
        result = await hub.Service.PurgeInstanceStateAsync(new PurgeInstanceFilter(first.AddDays(1), first.AddDays(2), null));
        Assert.Equal(1, result.DeletedInstanceCount);
        Assert.Equal(["d0", "d3", "w"], (await hub.AllAsync()).Select(state => state.OrchestrationInstance.InstanceId));
        await hub.Service.PurgeOrchestrationHistoryAsync(first.AddDays(10),
            OrchestrationStateTimeRangeFilterType.OrchestrationCompletedTimeFilter);
        Assert.Equal(["w"], (await hub.AllAsync()).Select(state => state.OrchestrationInstance.InstanceId));
    }

    [Fact]
    public async Task Purge_FilterOutOfTime_SaysThatItIsNotComplete()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Echo", 1, "d");

        PurgeResult result =
            await hub.Service.PurgeInstanceStateAsync(new PurgeInstanceFilter(default, null, null) { Timeout = TimeSpan.Zero });

        Assert.False(result.IsComplete);
        Assert.Equal(0, result.DeletedInstanceCount);
    }

    [Fact]
    public async Task Purge_IdIsUsedAgain_StartsFresh()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Chain", 2, "d");
        Task<int> purge = hub.Service.PurgeAsync("d", recursive: true);
        OrchestrationState again = await hub.RunAsync("Echo", 5, "d");

        Assert.Equal(1, await purge);
        Assert.Equal("5", again.Output);
        Assert.Equal(0, again.Generation);
    }

    private static (long, long, long) Pending(TestHub hub) =>
        hub.Report() is var report ? (report.PendingMessages, report.PendingActivities, report.PendingTimers) : default;

    /// <summary>A binary tree of that depth whose leaves wait for an event.</summary>
    private static Functions Tree() => Samples.App().Orchestrator("Tree", async context =>
    {
        int depth = context.Input<int>();
        return depth == 0
            ? await context.Event<int>("n")
            : (await Task.WhenAll(Enumerable.Range(0, 2).Select(i => context.Child<int>("Tree", depth - 1, $"{context.Id}-{i}")))).Sum();
    });
}
