using FineTune.Durable.Sqlite.Execution;

namespace FineTune.Durable.Sqlite.Tests.Execution;

public sealed class TurnSchedulerTests
{
    [Fact]
    public void Run_Continuations_RunOnTheCallingThreadInOrder()
    {
        var scheduler = new TurnScheduler(() => Assert.Fail("No other thread is involved."));
        var source = new TaskCompletionSource();
        List<string> log = [];
        int thread = Environment.CurrentManagedThreadId;

        scheduler.Run(() =>
        {
            _ = Follow("a");
            _ = Follow("b");
        });
        Assert.Empty(log);
        scheduler.Run(source.SetResult);

        Assert.Equal(["a", "b"], log);

        async Task Follow(string name)
        {
            await source.Task;
            await Task.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            log.Add(name);
        }
    }

    [Fact]
    public async Task Continuation_FromAnotherThread_IsReportedAndDropped()
    {
        var reported = new TaskCompletionSource();
        var scheduler = new TurnScheduler(() => reported.TrySetResult());
        var source = new TaskCompletionSource();
        bool continued = false;
        scheduler.Run(() => _ = Follow());

        await Task.Run(source.SetResult);
        await reported.Task.WaitAsync(TimeSpan.FromSeconds(30));

        scheduler.Run(() => { });
        Assert.False(continued);

        async Task Follow()
        {
            await source.Task;
            continued = true;
        }
    }

    [Fact]
    public void Run_Outside_LeavesNoContextBehind()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        var scheduler = new TurnScheduler(() => { });

        scheduler.Run(() => Assert.True(scheduler.IsTurnThread));

        Assert.Same(before, SynchronizationContext.Current);
        Assert.False(scheduler.IsTurnThread);
    }

    [Fact]
    public void Run_BodyThrows_Rethrows()
    {
        var scheduler = new TurnScheduler(() => { });

        Assert.Throws<InvalidDataException>(() => scheduler.Run(() => throw new InvalidDataException()));
        Assert.False(scheduler.IsTurnThread);
    }
}
