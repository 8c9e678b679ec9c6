using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class ContinueAsNewTests
{
    [Theory, Hosts(AzureStorage = true)]
    public async Task ContinueAsNew_ThreeRounds_EndsWithTheLast(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("Loop", async context =>
            {
                int next = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                if (next < 3)
                    context.ContinueAsNew(next);
                return next;
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Loop", 0);

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(2, end.ReadInputAs<int>());
    }

    [Theory]
    [InlineData(true, HostKind.Sqlite, "1 2")]
    [InlineData(true, HostKind.SqliteReplaying, "1 2")]
    [InlineData(false, HostKind.Sqlite, "2")]
    [InlineData(false, HostKind.SqliteReplaying, "2")]
    public async Task ContinueAsNew_UnprocessedEvents_AreCarriedUnlessRefused(bool preserve, HostKind kind, string expected)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", async context =>
        {
            if (context.GetInput<string>() is null)
            {
                await context.WaitForExternalEvent<object>("go");
                context.ContinueAsNew("second", preserve);
                return "";
            }

            List<int> got = [];
            while (got.LastOrDefault() != 2)
                got.Add(await context.WaitForExternalEvent<int>("n"));
            return string.Join(' ', got);
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop");
        await host.Client.RaiseEventAsync(id, "n", 1);
        await host.Client.RaiseEventAsync(id, "go");
        await host.StatusOf(id, status => status.SerializedInput is not null);
        await host.Client.RaiseEventAsync(id, "n", 2);

        Assert.Equal(expected, (await host.EndOf(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_ThenThrows_Fails()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", Task<object?> (context) =>
        {
            context.ContinueAsNew(1);
            throw new InvalidOperationException("after");
        });
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Equal("System.InvalidOperationException: after", (await host.RunAsync("Loop")).SerializedOutput);
    }

    [Theory, Hosts]
    public async Task ContinueAsNew_ChildOfAParent_TheParentGetsTheLastRound(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Child", context =>
            {
                int round = context.GetInput<int>();
                if (round < 3)
                    context.ContinueAsNew(round + 1);
                return Task.FromResult(round);
            })
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", 1));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal(3, (await host.RunAsync("Parent")).ReadOutputAs<int>());
    }

    [Theory, Hosts]
    public async Task ContinueAsNew_OpenTimer_WaitsForIt(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", context =>
        {
            int round = context.GetInput<int>();
            if (round == 0)
            {
                _ = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                context.ContinueAsNew(1);
            }

            return Task.FromResult(round);
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0);
        await host.PassTimer(id, TimeSpan.FromSeconds(59));
        await host.SettleAsync();
        OrchestrationMetadata meanwhile = (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
        Assert.Equal(("0", OrchestrationRuntimeStatus.Running), (meanwhile.SerializedInput, meanwhile.RuntimeStatus));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ContinueAsNew_NewVersion_IsSeenByTheNextRound()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", context =>
        {
            if (context.Version == "1.0")
                context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2.0" });
            return Task.FromResult(context.Version);
        });
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { DefaultVersion = "1.0" });

        Assert.Equal("2.0", (await host.RunAsync("Loop")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_CustomStatus_IsThatOfTheNewRound()
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                context.SetCustomStatus("first");
                await context.WaitForExternalEvent<object>("go");
                context.ContinueAsNew(1);
                return;
            }

            await context.WaitForExternalEvent<object>("go");
        });
        await using TestHost host = await TestHost.StartAsync(app);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0);
        await host.StatusOf(id, status => status.SerializedCustomStatus == "\"first\"");
        await host.Client.RaiseEventAsync(id, "go");
        await host.StatusOf(id, status => status.SerializedInput == "1" && status.SerializedCustomStatus == "null");
        await host.Client.RaiseEventAsync(id, "go");

        Assert.Equal("null", (await host.EndOf(id)).SerializedCustomStatus);
    }

    [Theory, Hosts(AzureStorage = true, Official = true)]
    public async Task ContinueAsNew_OpenActivity_WaitsForIt(HostKind kind)
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return n;
            })
            .Orchestrator("Loop", context =>
            {
                int round = context.GetInput<int>();
                if (round == 0)
                {
                    _ = context.CallActivityAsync<int>("Slow", 1);
                    context.ContinueAsNew(1);
                }

                return Task.FromResult(round);
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0);
        await entered.Task.WaitAsync(TestHost.Patience);
        await host.StatusOf(id, status => status.IsRunning);
        await host.SettleAsync();
        OrchestrationMetadata meanwhile = (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
        Assert.Equal(("0", OrchestrationRuntimeStatus.Running), (meanwhile.SerializedInput, meanwhile.RuntimeStatus));
        release.SetResult();

        Assert.Equal(1, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Theory, Hosts(AzureStorage = true, Official = true)]
    public async Task ContinueAsNew_OpenWaiter_GoesOnAtOnce(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Loop", context =>
        {
            int round = context.GetInput<int>();
            if (round == 0)
            {
                _ = context.WaitForExternalEvent<int>("never");
                context.ContinueAsNew(1);
            }

            return Task.FromResult(round);
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal(1, (await host.RunAsync("Loop", 0)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(HostKind.Sqlite, false)]
    [InlineData(HostKind.SqliteReplaying, false)]
    [InlineData(HostKind.Sqlite, true)]
    [InlineData(HostKind.AzureStorage, false)]
    public async Task ContinueAsNew_EventWhileACallIsOpen_GoesToTheNextRound(HostKind kind, bool crash)
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return n;
            })
            .Orchestrator("Loop", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    _ = context.CallActivityAsync<int>("Slow", 1);
                    context.ContinueAsNew(1);
                    return 0;
                }

                return await context.WaitForExternalEvent<int>("n") + await context.WaitForExternalEvent<int>("n");
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0);
        await entered.Task.WaitAsync(TestHost.Patience);
        await host.StatusOf(id, status => status.IsRunning);
        await host.Client.RaiseEventAsync(id, "n", 40);
        await host.SettleAsync();
        if (crash)
            await host.CrashAsync();
        release.SetResult();
        await host.StatusOf(id, status => status.SerializedInput == "1");
        await host.Client.RaiseEventAsync(id, "n", 2);

        Assert.Equal(42, (await host.EndOf(id)).ReadOutputAs<int>());
    }
}
