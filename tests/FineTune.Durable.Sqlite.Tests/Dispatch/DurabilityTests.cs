using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;
using FineTune.DurableContract;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Tests.Dispatch;

/// <summary>What the engine keeps and lets go of, as its database shows it.</summary>
public sealed class DurabilityTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Crash_AgainAndAgainUnderLoad_EveryResultCountsOnce(bool strict)
    {
        const int instances = 20, steps = 8, crashes = 12;
        int calls = 0;
        using var crashNow = new SemaphoreSlim(0);
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n =>
            {
                if (Interlocked.Increment(ref calls) % 10 == 0)
                    crashNow.Release();
                return n + 1;
            })
            .Orchestrator("Chain", async context =>
            {
                int value = context.GetInput<int>();
                for (int i = 0; i < steps; i++)
                    value = await context.CallActivityAsync<int>("AddOne", value);
                return value;
            });
        await using EngineHost host = await EngineHost.StartAsync(app, strict);
        for (int n = 0; n < instances; n++)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Chain", n * 100, new StartOrchestrationOptions($"chain-{n}"));

        for (int n = 0; n < crashes; n++)
        {
            await crashNow.WaitAsync(TestHost.Patience);
            await host.CrashAsync();
        }

        for (int n = 0; n < instances; n++)
        {
            Assert.Equal((n * 100) + steps, (await host.EndOf($"chain-{n}")).ReadOutputAs<int>());
            IReadOnlyList<HistoryEvent> history = await host.HistoryOf($"chain-{n}");
            Assert.Equal(Enumerable.Range(0, steps), history.OfType<TaskCompleted>().Select(e => e.Id));
        }

        Assert.Equal(0, host.CountPending());
        Assert.Equal("ok", host.Engine.Database.ReadSession(session => session.Scalar("PRAGMA integrity_check")));
    }

    [Fact]
    public async Task Eviction_OfLiveInstances_LosesNothing()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Orchestrator("O", async context =>
            {
                int value = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                value += await context.WaitForExternalEvent<int>("n");
                return await context.CallActivityAsync<int>("AddOne", value);
            });
        await using EngineHost host = await EngineHost.StartAsync(app, new TestSettings { MaxLiveInstances = 3 });

        for (int n = 0; n < 30; n++)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("O", n, new StartOrchestrationOptions($"o-{n}"));
        for (int n = 0; n < 30; n++)
            await host.Client.RaiseEventAsync($"o-{n}", "n", 100);

        for (int n = 0; n < 30; n++)
            Assert.Equal(n + 102, (await host.EndOf($"o-{n}")).ReadOutputAs<int>());
        Assert.Equal(0, host.CountPending());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Suspend_ResultAndTimerMeanwhile_SurviveACrashAndAreDeliveredAfterResume(bool strict)
    {
        int calls = 0;
        var release = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (n, _) =>
            {
                await release.Task;
                return n + Interlocked.Increment(ref calls);
            })
            .Orchestrator("O", async context =>
            {
                Task<int> result = context.CallActivityAsync<int>("Slow", 10);
                Task timer = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                await Task.WhenAll(result, timer);
                return await result;
            });
        await using EngineHost host = await EngineHost.StartAsync(app, strict);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.SuspendInstanceAsync(id);
        await host.StatusOf(id, status => status.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        release.SetResult();
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        await Until.TrueAsync(() => host.Engine.Database.ReadSession(session => (long)session.Scalar("SELECT count(*) FROM inbox")!) > 0);
        await host.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);

        Assert.Equal(11, (await host.EndOf(id)).ReadOutputAs<int>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Payload_Over45Kilobytes_IsWarnedAboutOnce()
    {
        var lines = new LineCollector();
        TestFunctions app = new TestFunctions()
            .Activity<string, int>("Length", text => text!.Length)
            .Orchestrator("O", context => context.CallActivityAsync<int>("Length", new string('x', 46 * 1024)));
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(lines));
        await using EngineHost host = await EngineHost.StartAsync(app, new TestSettings { Strict = true }, loggers);

        await host.RunAsync("O");

        Assert.Equal(
            ["A large payload: the input of activity 'Length' has 46 KB. Above 45 KB replays become slow: keep the data in a blob and pass a reference to it."],
            lines.Of("FineTune.Durable.Sqlite.Dispatch.SqliteDurableEngine"));
    }
}
