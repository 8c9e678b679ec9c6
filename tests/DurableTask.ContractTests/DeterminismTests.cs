using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests;

public sealed class DeterminismTests
{
    [Fact]
    public async Task StrictReplay_EachTurn_SeesTheSameClockAndGuids()
    {
        List<string> seen = [];
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("O", async context =>
            {
                string values = $"{context.CurrentUtcDateTime:o} {context.NewGuid()} {context.NewGuid()}";
                seen.Add(values);
                await context.CallActivityAsync("A", 1);
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return values;
            });
        await using TestHost host = await TestHost.StartAsync(app, HostKind.SqliteReplaying);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.PassTimer(id, TimeSpan.FromMinutes(1));
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(3, seen.Count);
        Assert.Equal(end.ReadOutputAs<string>(), Assert.Single(seen.Distinct()));
    }

    [Fact]
    public async Task NewGuid_OfAnInstance_IsTheNameBasedIdentifier()
    {
        TestFunctions app = new TestFunctions().Orchestrator("O", context => Task.FromResult(context.NewGuid()));
        await using TestHost host = await TestHost.StartAsync(app);

        // UUID version 5 of "guid-test_2030-01-02T03:04:05.0000000Z_0" in namespace 9e952958-5e33-4daf-827f-2fa12937b875.
        OrchestrationMetadata end = await host.RunAsync("O", options: new StartOrchestrationOptions("guid-test"));

        Assert.Equal(new Guid("f6d658f2-d2de-5437-b666-1f541c04349b"), end.ReadOutputAs<Guid>());
    }

    [Theory, Hosts]
    public async Task CurrentUtcDateTime_WithinATurn_StandsStill(HostKind kind)
    {
        TestHost? running = null;
        TestFunctions app = new TestFunctions().Orchestrator("O", context =>
        {
            DateTime before = context.CurrentUtcDateTime;
            running!.Clock.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(context.CurrentUtcDateTime - before);
        });
        await using TestHost host = running = await TestHost.StartAsync(app, kind);

        Assert.Equal(TimeSpan.Zero, (await host.RunAsync("O")).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task ReplaySafeLogger_InReplays_IsSilent()
    {
        var lines = new LineCollector();
        List<bool> replaying = [];
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("O", async context =>
            {
                ILogger logger = context.CreateReplaySafeLogger("test");
                replaying.Add(context.IsReplaying);
                logger.LogInformation("before");
                await context.CallActivityAsync("A", 1);
                logger.LogInformation("after");
            });
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(lines));
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { Kind = HostKind.SqliteReplaying }, loggers);

        await host.RunAsync("O");

        Assert.Equal(["before", "after"], lines.Of("test"));
        Assert.Equal([false, true], replaying);
    }

    [Theory]
    [InlineData("other-activity", "A previous execution of this orchestration scheduled an activity task with sequence number 0 named "
        + "'EchoA', but the current orchestration replay instead scheduled an activity task named 'EchoB' with this sequence number.  "
        + "Was a change made to the orchestrator code after this instance had already started running?")]
    [InlineData("timer", "A previous execution of this orchestration scheduled an activity task with sequence number 0 named 'EchoA', "
        + "but the current orchestration replay instead produced a CreateTimerOrchestratorAction action with this sequence number. "
        + "Was a change made to the orchestrator code after this instance had already started running?")]
    [InlineData("nothing", "A previous execution of this orchestration scheduled an activity task with sequence ID 0 and name 'EchoA' "
        + "(version ''), but the current replay execution hasn't (yet?) scheduled this task. Was a change made to the orchestrator "
        + "code after this instance had already started running?")]
    public async Task Replay_OfChangedCode_FailsTheInstanceAndSaysWhatWasExpected(string change, string expected)
    {
        await using TestHost host = await TestHost.StartAsync(App("EchoA"));
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.UntilTimersAsync(id, 1);

        await host.CrashAsync(App(change == "other-activity" ? "EchoB" : change));
        host.Clock.Advance(TimeSpan.FromHours(1));
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.EndsWith($"NonDeterministicOrchestrationException: Non-Deterministic workflow detected: {expected}", end.SerializedOutput,
            StringComparison.Ordinal);

        static TestFunctions App(string first) => new TestFunctions()
            .Activity<int, int>("EchoA", n => n)
            .Activity<int, int>("EchoB", n => n)
            .Orchestrator("O", async context =>
            {
                if (first == "timer")
                    await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                else if (first == "nothing")
                    await context.WaitForExternalEvent<int>("never");
                else
                    await context.CallActivityAsync(first, 1);
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            });
    }

    [Fact]
    public async Task Replay_InputChangedOnly_GoesOn()
    {
        await using TestHost host = await TestHost.StartAsync(App(1));
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.UntilTimersAsync(id, 1);

        await host.CrashAsync(App(2));
        host.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, (await host.EndOf(id)).ReadOutputAs<int>());

        static TestFunctions App(int input) => new TestFunctions()
            .Activity<int, int>("Echo", n => n)
            .Orchestrator("O", async context =>
            {
                int result = await context.CallActivityAsync<int>("Echo", input);
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return result;
            });
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task ActionsOfAllKinds_ShareOneCounter(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Fail", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Child", _ => Task.FromResult(1))
            .Orchestrator("Parent", async context =>
            {
                Task timer = context.CreateTimer(context.CurrentUtcDateTime, CancellationToken.None);
                context.SendEvent("nobody", "x", 1);
                await Task.WhenAll(timer, context.CallSubOrchestratorAsync("Child"));
                await context.CallActivityAsync("Fail", 1);
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.EndsWith("Task 'Fail' (#3) failed with an unhandled exception: boom", (await host.RunAsync("Parent")).SerializedOutput,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OtherCaseAndDueTime_GoesOn()
    {
        await using TestHost host = await TestHost.StartAsync(App("Echo", 60));
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        await host.UntilTimersAsync(id, 1);

        await host.CrashAsync(App("eCHO", 90));
        host.Clock.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal(1, (await host.EndOf(id)).ReadOutputAs<int>());

        static TestFunctions App(string name, int minutes) => new TestFunctions()
            .Activity<int, int>("Echo", n => n)
            .Orchestrator("O", async context =>
            {
                int result = await context.CallActivityAsync<int>(name, 1);
                await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                return result;
            });
    }
}
