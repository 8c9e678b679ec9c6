using System.Diagnostics;
using DurableTask.Sqlite.Inspection;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task Kill_ProcessInTheMiddleOfWork_TheNextOneFinishesIt()
    {
        var random = new Random(7);
        string folder = Directory.CreateTempSubdirectory("durabletask-sqlite-").FullName;
        int kills = 0;
        for (int target = 15; kills < 4; target = KilledProcess.ReadLog(folder).Length + random.Next(10, 40))
        {
            using Process child = KilledProcess.Start(folder);
            using var limit = new CancellationTokenSource(TestHub.Patience);
            while (!child.HasExited && KilledProcess.ReadLog(folder).Length < target)
                await Task.Delay(5, limit.Token);
            InspectWhileItRuns(child, folder);
            child.Kill();
            await child.WaitForExitAsync(limit.Token);
            kills++;
        }

        using (Process last = KilledProcess.Start(folder))
        {
            await last.WaitForExitAsync().WaitAsync(TestHub.Patience);
            Assert.True(last.ExitCode == 0, await last.StandardError.ReadToEndAsync());
        }

        await using (TestHub hub = await TestHub.StartAsync(Sagas.App(_ => Task.CompletedTask),
            path: Path.Combine(folder, "work", "hub.db")))
            await Sagas.CheckAsync(hub, KilledProcess.Each, KilledProcess.ReadLog(folder), kills);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Another process can look at the task hub, but not open it.</summary>
    private static void InspectWhileItRuns(Process child, string folder)
    {
        string database = Path.Combine(folder, "work", "hub.db");
        Assert.Equal(child.Id, TaskHubInspector.Read(database)!.HolderProcessId);
        SqliteTaskHubException refusal = Assert.Throws<SqliteTaskHubException>(() => Database.Open(database));
        Assert.Contains($"is in use by process {child.Id}.", refusal.Message, StringComparison.Ordinal);
    }
}
