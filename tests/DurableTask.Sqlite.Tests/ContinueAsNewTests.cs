using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class ContinueAsNewTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task ContinueAsNew_Rounds_KeepOneHistoryAndTheLastInput(bool strict)
    {
        await using TestHub hub = await TestHub.StartAsync(Rounds(), strict);

        OrchestrationInstance started = await hub.ScheduleAsync("Rounds", 5, "r");
        OrchestrationState end = await hub.EndOf("r");

        Assert.Equal("\"done\"", end.Output);
        Assert.Equal("0", end.Input);
        Assert.NotEqual(started.ExecutionId, end.OrchestrationInstance.ExecutionId);
        IReadOnlyList<HistoryEvent> history = await hub.Service.ReadHistoryAsync("r");
        Assert.Equal("0", history.OfType<ExecutionStartedEvent>().Single().Input);
        Assert.Equal(end.OrchestrationInstance.ExecutionId,
            history.OfType<ExecutionStartedEvent>().Single().OrchestrationInstance.ExecutionId);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ContinueAsNew_EventsMeanwhile_AreCarriedOver(bool strict)
    {
        Functions app = Samples.App().Orchestrator("Sum", async context =>
        {
            int[] state = context.Input<int[]>();
            state = [state[0] - 1, state[1] + await context.Event<int>("n")];
            if (state[0] == 0)
                return state[1];
            context.Core.ContinueAsNew(state);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(app, strict);
        await hub.ScheduleAsync("Sum", new[] { 20, 0 }, "s");

        for (int i = 1; i <= 20; i++)
            await hub.RaiseAsync("s", "n", i);

        Assert.Equal("210", (await hub.EndOf("s")).Output);
    }

    [Fact]
    public async Task ContinueAsNew_StatusOfNull_ClearsTheStatus()
    {
        Functions app = Samples.App().Orchestrator("Status", async context =>
        {
            context.Status = context.Input<int>() == 1 ? "\"first\"" : "null";
            await context.Event<int>("n");
            if (context.Input<int>() == 1)
                context.Core.ContinueAsNew(2);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        await hub.ScheduleAsync("Status", 1, "s");
        await hub.StateOf("s", state => state.Status == "\"first\"");

        await hub.RaiseAsync("s", "n", 0);

        await hub.StateOf("s", state => state.Input == "2" && state.Status is null);
    }

    [Fact]
    public async Task ContinueAsNew_TimerOfTheExecutionBefore_LeavesTheNewOnesTimerOfThatNumberAlone()
    {
        // Both executions have a timer of number 0. The first one's is cancelled, but fires while the turn that continues as new is
        // under way.
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Functions app = Samples.App().Orchestrator("Loop", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            if (context.Input<int>() == 1)
            {
                _ = context.Core.CreateTimer(context.Core.CurrentUtcDateTime.AddHours(1), true, cancellation.Token);
                await context.Event<int>("n");
                cancellation.Cancel();
                context.Core.ContinueAsNew(2);
                return null;
            }

            await context.Sleep(TimeSpan.FromHours(3));
            return "slept";
        });
        int turns = 0;
        await using TestHub hub = await TestHub.StartAsync(app, clock: clock,
            configure: worker => worker.AddOrchestrationDispatcherMiddleware((_, next) =>
        {
            if (Interlocked.Increment(ref turns) == 2)
                clock.Advance(TimeSpan.FromHours(1));
            return next();
        }));
        await hub.ScheduleAsync("Loop", 1, "l");
        await hub.SleepingAsync(1);

        await hub.RaiseAsync("l", "n", 0);
        // The turn, its second half after ContinueAsNew, and the turn that finds the late timer in the inbox.
        await hub.UntilAsync(() => turns == 4 && hub.Report().NextTimer is not null);
        await hub.RestartAsync(crash: false);

        Assert.Equal(1, hub.Service.Hub.Timers.Count);
        clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal("\"slept\"", (await hub.EndOf("l")).Output);
    }

    [Fact]
    public async Task Message_ForAnEarlierExecution_IsDropped()
    {
        Functions app = Samples.App().Orchestrator("Twice", async context =>
        {
            if (context.Input<int>() == 1)
            {
                context.Core.ContinueAsNew(2);
                return null;
            }

            return await context.Event<int>("n");
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        OrchestrationInstance first = await hub.ScheduleAsync("Twice", 1, "t");
        OrchestrationState second = await hub.StateOf("t", state => state.Input == "2");

        Assert.Equal(MessageOutcome.InstanceFinished, await hub.Service.SendMessageAsync(Event(first, 1)));
        Assert.Equal(MessageOutcome.Accepted, await hub.Service.SendMessageAsync(Event(second.OrchestrationInstance, 2)));

        Assert.Equal("2", (await hub.EndOf("t")).Output);
    }

    [Fact]
    public async Task Message_ForAnExecutionThatEndsInTheSameCommit_LeavesNoRowBehind()
    {
        Functions app = Samples.App().Orchestrator("Twice", async context =>
        {
            int value = await context.Event<int>("n");
            if (context.Input<int>() == 2)
                return value;
            context.Core.ContinueAsNew(2);
            return null;
        });
        int turns = 0;
        var inTurn = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        async Task HoldSecondTurnAsync(Func<Task> next)
        {
            if (Interlocked.Increment(ref turns) == 2)
            {
                inTurn.SetResult();
                await release.Task;
            }

            await next();
        }

        await using TestHub hub = await TestHub.StartAsync(
            app, configure: worker => worker.AddOrchestrationDispatcherMiddleware((_, next) => HoldSecondTurnAsync(next)));
        OrchestrationInstance first = await hub.ScheduleAsync("Twice", 1, "t");
        await hub.StateOf("t", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.RaiseAsync("t", "n", 1);
        await inTurn.Task.WaitAsync(TestHub.Patience);

        // The writer is held until it finds the message and, after it, the commit that ends the execution.
        using var gate = new ManualResetEventSlim();
        var isHeld = new TaskCompletionSource();
        Task<bool> held = hub.Service.Hub.WriteAsync(_ =>
        {
            isHeld.SetResult();
            return gate.Wait(TestHub.Patience);
        });
        await isHeld.Task.WaitAsync(TestHub.Patience);
        Task<MessageOutcome> late = hub.Service.SendMessageAsync(Event(first, 7));
        release.SetResult();
        await hub.UntilAsync(() => hub.Service.Hub.WaitingJobs == 2);
        gate.Set();

        Assert.True(await held);
        Assert.Equal(MessageOutcome.Accepted, await late);
        OrchestrationState second = await hub.StateOf("t", state => state.Input == "2");
        await hub.UntilAsync(() => hub.Report().PendingMessages == 0);
        await hub.Service.SendMessageAsync(Event(second.OrchestrationInstance, 9));
        Assert.Equal("9", (await hub.EndOf("t")).Output);
    }

    private static TaskMessage Event(OrchestrationInstance instance, int value) =>
        new() { OrchestrationInstance = instance, Event = new EventRaisedEvent(-1, $"{value}") { Name = "n" } };

    private static Functions Rounds() => Samples.App().Orchestrator("Rounds", async context =>
    {
        int left = context.Input<int>();
        await context.Call<int>("Increment", left);
        if (left == 0)
            return "done";
        context.Core.ContinueAsNew(left - 1);
        return null;
    });
}
