using DurableTask.ContractTests.Hosts;
namespace DurableTask.ContractTests;

public sealed class InvalidAwaitTests
{
    private const string Expected =
        "System.InvalidOperationException: An invalid asynchronous invocation was detected. This can be caused by awaiting "
            + "non-durable tasks in an orchestrator function's implementation or by middleware that invokes asynchronous code.";

    [Theory, Hosts(AzureStorage = true)]
    public async Task Await_NonDurableTask_FailsInsteadOfHanging(HostKind kind)
    {
        var never = new TaskCompletionSource();
        TestFunctions app = new TestFunctions().Orchestrator("O", async Task (_) => await never.Task);
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal(Expected, (await host.RunAsync("O")).SerializedOutput);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Await_NonDurableTaskBesideADurableOne_FailsWhenItComesBack(HostKind kind)
    {
        var outside = new TaskCompletionSource();
        TestFunctions app = new TestFunctions().Orchestrator("O", async context =>
        {
            await Task.WhenAny(outside.Task, context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));
            return 1;
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.Client.WaitForInstanceStartAsync(id);
        outside.SetResult();

        Assert.Equal(Expected, (await host.EndOf(id)).SerializedOutput);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Await_ConfigureAwaitFalse_Fails(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("O", async context => await context.CallActivityAsync<int>("A", 1).ConfigureAwait(false));
        await using TestHost host = await TestHost.StartAsync(app, kind);

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

    [Theory, Hosts]
    public async Task Await_TaskYield_StaysOnTheOrchestratorsThread(HostKind kind)
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
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal(1, (await host.RunAsync("O")).ReadOutputAs<int>());
    }
}
