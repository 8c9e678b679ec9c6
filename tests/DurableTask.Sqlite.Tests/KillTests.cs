using System.Diagnostics;

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
}
