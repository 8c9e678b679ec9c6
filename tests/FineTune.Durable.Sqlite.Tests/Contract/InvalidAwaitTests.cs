namespace FineTune.DurableContract;

public sealed class InvalidAwaitTests
{
    private const string Expected =
        "System.InvalidOperationException: An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator function's implementation or by middleware that invokes asynchronous code.";

    [Theory, InlineData(false), InlineData(true)]
    public async Task Await_NonDurableTask_FailsInsteadOfHanging(bool strict)
    {
        var never = new TaskCompletionSource();
        TestFunctions app = new TestFunctions().Orchestrator("O", async Task (_) => await never.Task);
        await using TestHost host = await TestHost.StartAsync(app, strict);

        Assert.Equal(Expected, (await host.RunAsync("O")).SerializedOutput);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Await_NonDurableTaskBesideADurableOne_FailsWhenItComesBack(bool strict)
    {
        var outside = new TaskCompletionSource();
        TestFunctions app = new TestFunctions().Orchestrator("O", async context =>
        {
            await Task.WhenAny(outside.Task, context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));
            return 1;
        });
        await using TestHost host = await TestHost.StartAsync(app, strict);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.Client.WaitForInstanceStartAsync(id);
        outside.SetResult();

        Assert.Equal(Expected, (await host.EndOf(id)).SerializedOutput);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Await_ConfigureAwaitFalse_Fails(bool strict)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("O", async context => await context.CallActivityAsync<int>("A", 1).ConfigureAwait(false));
        await using TestHost host = await TestHost.StartAsync(app, strict);

        Assert.Equal(Expected, (await host.RunAsync("O")).SerializedOutput);
    }

    [Fact]
    public async Task ContextCall_OnAnotherThread_Throws()
    {
        TestFunctions app = new TestFunctions().Orchestrator("O", context =>
        {
            Exception? thrown = null;
            var thread = new Thread(() => thrown = Record.Exception(() => { _ = context.NewGuid(); }));
            thread.Start();
            thread.Join();
            return Task.FromResult(thrown?.GetType().Name);
        });
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Equal(nameof(InvalidOperationException), (await host.RunAsync("O")).ReadOutputAs<string>());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Await_TaskYield_StaysOnTheOrchestratorsThread(bool strict)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("O", async context =>
            {
                await Task.Yield();
                int result = await context.CallActivityAsync<int>("A", 1);
                await Task.Yield();
                return result;
            });
        await using TestHost host = await TestHost.StartAsync(app, strict);

        Assert.Equal(1, (await host.RunAsync("O")).ReadOutputAs<int>());
    }
}
