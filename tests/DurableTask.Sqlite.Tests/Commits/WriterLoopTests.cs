using DurableTask.Core;
using DurableTask.Sqlite.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests.Commits;

/// <summary>Group commit, a full disk, and errors that end the writing.</summary>
public sealed class WriterLoopTests
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Commit_ManyWait_TheyShareOne()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Chain", 1);
        using var gate = new ManualResetEventSlim();
        Task<int> holding = hub.Service.Hub.WriteAsync(_ =>
        {
            gate.Wait();
            return 0;
        });
        long before = hub.Service.Hub.Commits;

        Task[] created = [.. Enumerable.Range(0, 500).Select(i => hub.ScheduleAsync("Wait", i, $"w{i}"))];
        gate.Set();
        await Task.WhenAll(created);
        await holding;

        Assert.InRange(hub.Service.Hub.Commits - before, 1, 20);
        Assert.Equal(501, hub.Report().Instances.Values.Sum());
    }

    [Fact]
    public async Task Commit_AnswerAndItsTurnInOneBatch_TheMessageNeverReachesTheFile()
    {
        using var executed = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        await using TestHub hub = await TestHub.StartAsync(Samples.App().Activity<int, int>("Held", n =>
        {
            gate.Wait();
            return n;
        }).Orchestrator("Call", async context =>
        {
            int result = await context.Call<int>("Held", 1);
            executed.Set();
            return result;
        }));
        await hub.ScheduleAsync("Call", id: "c");
        await hub.StateOf("c", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.Service.Hub.WriteAsync(changes =>
        {
            changes.Session.Script(
                "CREATE TABLE seen(n INTEGER); CREATE TRIGGER log AFTER INSERT ON inbox BEGIN INSERT INTO seen VALUES (1); END;");
            return 0;
        });

        // The writer is held until the answer has led to a turn: both commits wait.
        Task<int> held = hub.Service.Hub.WriteAsync(_ =>
        {
            gate.Set();
            executed.Wait();
            SpinWait.SpinUntil(() => hub.Service.Hub.WaitingJobs == 2);
            return 0;
        });
        OrchestrationState end = await hub.EndOf("c");
        await held;

        Assert.Equal("1", end.Output);
        Assert.Equal(0, hub.Service.Hub.Database.Read(session => session.Number(new Sql("SELECT count(*) FROM seen"))));
        Assert.Equal(0, hub.Report().PendingMessages);
    }

    [Fact]
    public async Task FullDisk_WorkWaitsAndGoesOnWithoutALoss()
    {
        var clock = new FakeTimeProvider(s_start);
        var logs = new LogCollector();
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: clock, loggers: logs);
        await hub.RunAsync("Chain", 2, "before");
        await hub.LimitPagesAsync(1);

        Task<OrchestrationInstance> creation = hub.ScheduleAsync("Echo", new string('x', 100_000).Length, "big");
        Task<OrchestrationInstance>[] more =
            [.. Enumerable.Range(0, 20).Select(i => hub.ScheduleAsync("Echo", i, new string('i', 2000) + i))];
        await hub.UntilAsync(() => logs.Critical.Count == 1);
        for (int i = 0; i < 50; i++)
            clock.Advance(TimeSpan.FromSeconds(1));
        Assert.All(more, task => Assert.False(task.IsCompleted));
        Assert.Equal(OrchestrationStatus.Completed, (await hub.Service.GetOrchestrationStateAsync("before", null))!.OrchestrationStatus);
        Assert.Contains("Free space on that disk", Assert.Single(logs.Critical), StringComparison.Ordinal);

        hub.Service.Hub.Database.Writer.Script("PRAGMA max_page_count = 1000000");
        await hub.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            return creation.IsCompleted;
        });
        await Task.WhenAll(more);
        foreach (OrchestrationInstance instance in await Task.WhenAll(more))
            Assert.Equal(OrchestrationStatus.Completed, (await hub.EndOf(instance.InstanceId)).OrchestrationStatus);
        Assert.Single(logs.Critical);
    }

    [Fact]
    public async Task FullDisk_StopMeanwhile_PendingCallsFailAndNothingCommittedIsLost()
    {
        var clock = new FakeTimeProvider(s_start);
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: clock);
        await hub.ScheduleAsync("Wait", id: "w");
        await hub.StateOf("w", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.LimitPagesAsync(1);
        Task<OrchestrationInstance> creation = hub.ScheduleAsync("Echo", 1, new string('i', 50_000));

        await hub.RestartAsync(crash: false);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => creation);
        await hub.RaiseAsync("w", "n", 3);

        Assert.Equal("3", (await hub.EndOf("w")).Output);
    }

    [Fact]
    public async Task OtherError_EndsAllWriting_TellsTheHostAndEverybodyWhoWaits()
    {
        var fault = new TaskCompletionSource<Exception>();
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        hub.Service.Faulted += (_, e) => fault.SetResult(e.Exception); // Throws when it comes twice.
        await hub.ScheduleAsync("Wait", id: "w");
        await hub.StateOf("w", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        Task<OrchestrationState> waiting = hub.EndOf("w");
        await hub.Service.Hub.WriteAsync(changes =>
        {
            changes.Session.Script("ALTER TABLE inbox RENAME TO inbox_gone");
            return 0;
        }, readsDatabase: true);

        await Assert.ThrowsAsync<SqliteException>(() => hub.RaiseAsync("w", "n", 1));
        await Assert.ThrowsAsync<SqliteException>(() => waiting);
        await Assert.ThrowsAsync<SqliteException>(() => hub.ScheduleAsync("Echo", 1));

        Assert.IsType<SqliteException>(await fault.Task.WaitAsync(TestHub.Patience));
        Assert.Equal(OrchestrationStatus.Running, (await hub.Service.GetOrchestrationStateAsync("w", null))!.OrchestrationStatus);
    }

    [Fact]
    public async Task OtherError_AfterMendingAndRestart_WorkGoesOn()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.ScheduleAsync("Wait", id: "w");
        await hub.StateOf("w", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await hub.Service.Hub.WriteAsync(changes =>
        {
            changes.Session.Script("ALTER TABLE inbox RENAME TO inbox_gone");
            return 0;
        }, readsDatabase: true);
        await Assert.ThrowsAsync<SqliteException>(() => hub.RaiseAsync("w", "n", 1));

        await hub.StopAsync(crash: false);
        using (SqlSession session = Database.Connect(hub.Path, SqliteOpenMode.ReadWrite))
            session.Script("ALTER TABLE inbox_gone RENAME TO inbox");
        await hub.RestartAsync(crash: false);
        await hub.RaiseAsync("w", "n", 2);

        Assert.Equal("2", (await hub.EndOf("w")).Output);
    }

    [Fact]
    public async Task Abandon_CommitUnderWay_NothingUncommittedIsCommitted()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        using var applying = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        Task<int> held = hub.Service.Hub.WriteAsync(_ =>
        {
            applying.Set();
            gate.Wait();
            return 0;
        });
        applying.Wait(TestHub.Patience);
        Task<OrchestrationInstance> creation = hub.ScheduleAsync("Echo", 1, "lost");
        Task abandon = hub.Service.AbandonAsync();
        gate.Set();
        await abandon;

        await Assert.ThrowsAnyAsync<Exception>(() => creation);
        await hub.RestartAsync(crash: true);
        Assert.Null(await hub.Service.GetOrchestrationStateAsync("lost", null));
        _ = held;
    }

    [Fact]
    public async Task Busy_AnotherProgramWrites_IsWaitedFor()
    {
        var clock = new FakeTimeProvider(s_start);
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), clock: clock);
        using SqlSession other = Database.Connect(hub.Path, SqliteOpenMode.ReadWrite);
        other.Script("BEGIN IMMEDIATE");

        Task<OrchestrationState> run = hub.RunAsync("Echo", 1);
        other.Script("ROLLBACK");

        Assert.Equal("1", (await run).Output);
    }
}
