using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

/// <summary>Starting instances, sending them messages, waiting for them.</summary>
public sealed class ClientTests
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(s_start);

    [Fact]
    public async Task Create_OpenInstance_IsRefusedAndUntouched()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.ScheduleAsync("Wait", id: "w");

        OrchestrationAlreadyExistsException e =
            await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.ScheduleAsync("Echo", 1, "w"));

        Assert.Equal("An Orchestration instance with the ID w already exists.", e.Message);
        await hub.RaiseAsync("w", "n", 5);
        Assert.Equal("5", (await hub.EndOf("w")).Output);
    }

    [Fact]
    public async Task Create_FinishedInstance_IsReplacedWithItsHistory()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Chain", 3, "d");

        OrchestrationState second = await hub.RunAsync("Echo", 2, "d");

        Assert.Equal("2", second.Output);
        Assert.Equal(1, second.Generation);
        Assert.Equal("Echo", (await hub.Service.ReadHistoryAsync("d")).OfType<ExecutionStartedEvent>().Single().Name);
        Assert.Empty((await hub.Service.ReadHistoryAsync("d")).OfType<TaskScheduledEvent>());
    }

    [Fact]
    public async Task Create_DedupeStatuses_RefuseExactlyThose()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Echo", 1, "d");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            hub.ScheduleAsync("Echo", 2, "d", [OrchestrationStatus.Completed]));
        await hub.ScheduleAsync("Echo", 3, "d", [OrchestrationStatus.Failed]);

        Assert.Equal("3", (await hub.EndOf("d")).Output);
    }

    [Fact]
    public async Task Create_WithoutDedupeStatuses_RefusesAnyInstance()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Echo", 1, "d");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.Service.CreateTaskOrchestrationAsync(Start("Echo", "d")));
    }

    [Fact]
    public async Task Create_OpenInstanceThatMayBeReplaced_DropsTheOldOneWithAllItsWork()
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
            .Orchestrator("Old", async context =>
            {
                Task sleep = context.Sleep(TimeSpan.FromDays(1));
                await context.Call<int>("Slow", 1);
                await sleep;
                return "old";
            });
        await using TestHub hub = await TestHub.StartAsync(app, clock: _clock);
        await hub.ScheduleAsync("Old", id: "x");
        await begun.Task.WaitAsync(TestHub.Patience);

        await hub.ScheduleAsync("Wait", id: "x", dedupe: []);
        release.SetResult();
        await hub.SleepingAsync(0);
        await hub.RestartAsync(crash: false);
        _clock.Advance(TimeSpan.FromDays(2));
        await hub.RaiseAsync("x", "n", 9);

        Assert.Equal("9", (await hub.EndOf("x")).Output);
        Assert.DoesNotContain(await hub.Service.ReadHistoryAsync("x"),
            e => e is TaskScheduledEvent or TimerCreatedEvent or TaskCompletedEvent);
    }

    [Fact]
    public async Task Create_ManyAtOnceWithOneId_OneWins()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());

        Task<OrchestrationInstance>[] attempts = [.. Enumerable.Range(0, 50).Select(i => hub.ScheduleAsync("Wait", i, "one"))];
        await Task.WhenAll(attempts.Select(attempt => attempt.ContinueWith(_ => 0, TaskScheduler.Default)));

        OrchestrationInstance winner = await Assert.Single(attempts, attempt => attempt.IsCompletedSuccessfully);
        Assert.Equal(winner.ExecutionId, (await hub.Service.GetOrchestrationStateAsync("one", null))!.OrchestrationInstance.ExecutionId);
        Assert.All(attempts.Where(attempt => attempt.IsFaulted),
            attempt => Assert.IsType<OrchestrationAlreadyExistsException>(attempt.Exception!.InnerException));
    }

    [Fact]
    public async Task Create_NotAStart_IsRefused()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        var wrong = new TaskMessage
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = "x" },
            Event = new GenericEvent(-1, "")
        };

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Service.CreateTaskOrchestrationAsync(wrong));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => hub.Service.CreateTaskOrchestrationAsync(Start("", "x")));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => hub.Service.CreateTaskOrchestrationAsync(Start("Echo", " ")));
    }

    [Fact]
    public async Task ScheduledStart_WaitsPendingUntilThen_AlsoAcrossACrash()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: _clock);
        await hub.Client.CreateScheduledOrchestrationInstanceAsync("Echo", "", "s", 5, s_start.UtcDateTime.AddDays(2));

        await hub.RestartAsync(crash: true);
        OrchestrationState waiting = (await hub.Service.GetOrchestrationStateAsync("s", null))!;
        Assert.Equal(OrchestrationStatus.Pending, waiting.OrchestrationStatus);
        Assert.Equal(s_start.UtcDateTime.AddDays(2), waiting.ScheduledStartTime);
        _clock.Advance(TimeSpan.FromDays(2));

        OrchestrationState end = await hub.EndOf("s");
        Assert.Equal("5", end.Output);
        Assert.Equal(s_start.UtcDateTime, end.CreatedTime);
        Assert.Equal(s_start.UtcDateTime.AddDays(2), end.CompletedTime);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ScheduledStart_SignalsBefore_AreKept(bool crash)
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: _clock);
        await hub.Client.CreateScheduledOrchestrationInstanceAsync("Wait", "", "s", null, s_start.UtcDateTime.AddHours(1));
        await hub.RaiseAsync("s", "n", 5);
        Assert.Equal(OrchestrationStatus.Pending, (await hub.Service.GetOrchestrationStateAsync("s", null))!.OrchestrationStatus);

        if (crash)
            await hub.RestartAsync(crash: true);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("5", (await hub.EndOf("s")).Output);
    }

    [Fact]
    public async Task ScheduledStart_SuspendedBefore_StartsSuspendedAndGoesOnAfterResume()
    {
        var instance = new OrchestrationInstance { InstanceId = "s" };
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: _clock);
        await hub.Client.CreateScheduledOrchestrationInstanceAsync("Wait", "", "s", null, s_start.UtcDateTime.AddHours(1));
        await hub.Client.SuspendInstanceAsync(instance, "lunch");
        await hub.RaiseAsync("s", "n", 9);

        _clock.Advance(TimeSpan.FromHours(1));
        await hub.StateOf("s", state => state.OrchestrationStatus == OrchestrationStatus.Suspended);
        await hub.Client.ResumeInstanceAsync(instance, "back");

        Assert.Equal("9", (await hub.EndOf("s")).Output);
    }

    [Fact]
    public async Task ScheduledStart_TerminatedBefore_EndsWithoutRunning()
    {
        bool ran = false;
        await using TestHub hub = await TestHub.StartAsync(
            Samples.App().Orchestrator("Mark", _ => Task.FromResult<object?>(ran = true)), clock: _clock);
        await hub.Client.CreateScheduledOrchestrationInstanceAsync("Mark", "1.0", "s", null, s_start.UtcDateTime.AddHours(1));

        Assert.Equal(1, await hub.Service.TerminateAsync("s", "\"no\"", recursive: false));
        OrchestrationState end = await hub.EndOf("s");
        _clock.Advance(TimeSpan.FromHours(2));
        await hub.RestartAsync(crash: true);

        Assert.Equal(OrchestrationStatus.Terminated, end.OrchestrationStatus);
        Assert.Equal("\"no\"", end.Output);
        Assert.Equal("1.0", end.Version);
        Assert.Equal(0, hub.Service.Hub.Timers.Count);
        Assert.False(ran);
    }

    [Fact]
    public async Task SendMessage_UnknownFinishedAndOpen_SaysWhatBecameOfIt()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Echo", 1, "done");
        await hub.ScheduleAsync("Wait", id: "open");

        Assert.Equal(MessageOutcome.InstanceNotFound, await hub.Service.SendMessageAsync(Event("nobody")));
        Assert.Equal(MessageOutcome.InstanceFinished, await hub.Service.SendMessageAsync(Event("done")));
        Assert.Equal(MessageOutcome.Accepted, await hub.Service.SendMessageAsync(Event("open")));
    }

    [Fact]
    public async Task SendMessage_ToAFinishedInstance_NeverRunsItAgain()
    {
        int runs = 0;
        await using TestHub hub = await TestHub.StartAsync(
            Samples.App().Orchestrator("Count", _ => Task.FromResult<object?>(Interlocked.Increment(ref runs))));
        await hub.RunAsync("Count", id: "c");
        IReadOnlyList<HistoryEvent> before = await hub.Service.ReadHistoryAsync("c");

        await hub.Service.SendTaskOrchestrationMessageBatchAsync(Event("c"), Event("c"), Event("nobody"));
        await hub.Service.ForceTerminateTaskOrchestrationAsync("c", "late");
        await hub.RestartAsync(crash: false);

        Assert.Equal(1, runs);
        Assert.Equal(before.Count, (await hub.Service.ReadHistoryAsync("c")).Count);
        Assert.Equal(0, hub.Report().PendingMessages);
        Assert.Equal(OrchestrationStatus.Completed, (await hub.EndOf("c")).OrchestrationStatus);
    }

    [Fact]
    public async Task Wait_Timeout_IsNullAndCancellationThrows()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: _clock);
        await hub.ScheduleAsync("Wait", id: "w");
        using var cancellation = new CancellationTokenSource();

        Assert.Null(await hub.Service.WaitForOrchestrationAsync("w", null, TimeSpan.Zero, default));
        Task<OrchestrationState?> limited = hub.Service.WaitForOrchestrationAsync("w", null, TimeSpan.FromMinutes(1), default);
        Task<OrchestrationState?> cancelled = hub.Service.WaitForOrchestrationAsync("nobody", null, TimeSpan.MaxValue, cancellation.Token);
        Assert.False(limited.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await cancellation.CancelAsync();

        Assert.Null(await limited.WaitAsync(TestHub.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task Wait_ManyForOneInstance_AllWakeUp()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        Task<OrchestrationState>[] waiting = [.. Enumerable.Range(0, 100).Select(_ => hub.EndOf("later"))];

        await hub.ScheduleAsync("Echo", 3, "later");

        Assert.All(await Task.WhenAll(waiting), state => Assert.Equal("3", state.Output));
    }

    [Fact]
    public async Task WaitForStart_ScheduledInstance_WakesWhenItRuns()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: _clock);
        await hub.Client.CreateScheduledOrchestrationInstanceAsync("Wait", "", "s", null, s_start.UtcDateTime.AddMinutes(1));

        Task<OrchestrationState?> waiting = hub.Service.WaitForOrchestrationStartAsync("s", Timeout.InfiniteTimeSpan, default);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(OrchestrationStatus.Running, (await waiting.WaitAsync(TestHub.Patience))!.OrchestrationStatus);
    }

    [Fact]
    public async Task Wait_ServiceStops_ThrowsInsteadOfHanging()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        Task<OrchestrationState> waiting = hub.EndOf("nobody");

        await hub.CrashAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Throws<InvalidOperationException>(() => { _ = hub.Service.GetOrchestrationStateAsync("x", null); });
    }

    [Fact]
    public async Task SuspendAndResume_EventMeanwhile_IsDeliveredAfterResume()
    {
        var instance = new OrchestrationInstance { InstanceId = "w" };
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.ScheduleAsync("Wait", id: "w");
        await hub.Client.SuspendInstanceAsync(instance, "lunch");
        OrchestrationState suspended = await hub.StateOf("w", state => state.OrchestrationStatus == OrchestrationStatus.Suspended);
        await hub.RaiseAsync("w", "n", 8);
        await hub.StateOf("w", state => state.LastUpdatedTime > suspended.LastUpdatedTime);

        Assert.Equal("lunch", suspended.Output);
        Assert.Equal(OrchestrationStatus.Suspended, (await hub.Service.GetOrchestrationStateAsync("w", null))!.OrchestrationStatus);
        await hub.RestartAsync(crash: true);
        await hub.Client.ResumeInstanceAsync(instance, "back");

        Assert.Equal("8", (await hub.EndOf("w")).Output);
    }

    private static TaskMessage Event(string id) =>
        new()
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = id },
            Event = new EventRaisedEvent(-1, "1") { Name = "n" }
        };

    private static TaskMessage Start(string name, string id)
    {
        var instance = new OrchestrationInstance { InstanceId = id, ExecutionId = "e" };
        return new TaskMessage
        {
            OrchestrationInstance = instance,
            Event = new ExecutionStartedEvent(-1, "1") { Name = name, OrchestrationInstance = instance }
        };
    }
}
