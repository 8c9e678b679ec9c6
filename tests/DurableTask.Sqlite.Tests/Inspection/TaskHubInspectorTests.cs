using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.Inspection;
using DurableTask.Sqlite.Storage;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests.Inspection;

public sealed class TaskHubInspectorTests
{
    [Fact]
    public void Read_NoFile_IsNull()
    {
        Assert.Null(TaskHubInspector.Read("/nowhere/hub.db"));
        Assert.Empty(TaskHubInspector.ReadHistory("/nowhere/hub.db", "x"));
    }

    [Fact]
    public async Task Read_BesideARunningService_ReportsWhatIsOpenAndPending()
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Functions app = Samples.App()
            .Activity<int, int>("Slow", async n =>
            {
                begun.SetResult();
                await release.Task;
                return n;
            })
            .Orchestrator("Parent", async context => await context.Child<int>("Work", id: "child"))
            .Orchestrator("Work", async context => await context.Call<int>("Slow", 1));
        await using TestHub hub = await TestHub.StartAsync(app, clock: clock);
        await hub.RunAsync("Echo", 1, "done");
        await hub.ScheduleAsync("Sleep", TimeSpan.FromDays(1), "sleeper");
        await hub.ScheduleAsync("Parent", id: "parent");
        await hub.Client.CreateScheduledOrchestrationInstanceAsync("Wait", "1.0", "later", null,
            clock.GetUtcNow().UtcDateTime.AddHours(1));
        await begun.Task.WaitAsync(TestHub.Patience);
        await hub.SleepingAsync(2);

        TaskHubReport report = TaskHubInspector.Read(hub.Path)!;

        Assert.Equal(Environment.ProcessId, report.HolderProcessId);
        Assert.Equal(hub.Path, report.Path);
        Assert.True(report.DatabaseBytes + report.LogBytes > 0);
        Assert.NotEmpty(report.SqliteVersion);
        Assert.Equal(1, report.Instances[OrchestrationStatus.Completed]);
        Assert.Equal(1, report.Instances[OrchestrationStatus.Pending]);
        Assert.Equal(3, report.Instances[OrchestrationStatus.Running]);
        Assert.Equal(["child", "later", "parent", "sleeper"], report.Open.Select(open => open.InstanceId));
        Assert.Equal("parent", report.Open[0].ParentInstanceId);
        Assert.Equal(("Wait", "1.0", OrchestrationStatus.Pending), (report.Open[1].Name, report.Open[1].Version, report.Open[1].Status));
        Assert.Equal((1, 1, 1), (report.PendingMessages, report.PendingActivities, report.PendingTimers));
        Assert.Equal(clock.GetUtcNow().AddDays(1), report.NextTimer);
        Assert.Equal("child", report.OldestPending!.InstanceId);
        Assert.Contains(TaskHubInspector.ReadHistory(hub.Path, "done"), e => e is ExecutionCompletedEvent);
        release.SetResult();
        await hub.EndOf("parent");
    }

    [Fact]
    public async Task Read_AfterTheStop_HasNoHolderAndChangesNothing()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.RunAsync("Echo", 1, "done");
        await hub.StopAsync(crash: false);
        byte[] before = File.ReadAllBytes(hub.Path);

        Assert.Null(TaskHubInspector.Read(hub.Path)!.HolderProcessId);
        Assert.Equal(before, File.ReadAllBytes(hub.Path));
    }

    [Fact]
    public async Task Read_HolderIsDead_HasNoHolder()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        await hub.StopAsync(crash: false);
        File.WriteAllText(hub.Path + ".pid", "999999");

        Assert.Null(TaskHubInspector.Read(hub.Path)!.HolderProcessId);
    }

    [Fact]
    public async Task Read_NotATaskHub_SaysSo()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());
        string other = hub.Path + ".txt";
        File.WriteAllText(other, new string('x', 5000));

        Assert.Contains("is not a SQLite database", Assert.Throws<SqliteTaskHubException>(() => TaskHubInspector.Read(other)).Message,
            StringComparison.Ordinal);
    }
}
