using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FineTune.Benchmarks.Reporting;
using FineTune.Durable.Sqlite.Dispatch;

namespace FineTune.Benchmarks.Engine;

/// <summary>
/// Runs in a process of its own, because memory belongs to a process. It starts an engine, reads its memory, puts instances
/// to sleep (or finds them asleep) and reads again. It forces no collection: this is what a person sees in a task manager.
/// </summary>
internal static class SleepingChild
{
    public const string Argument = "--sleeping-child";

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    public static Process Start(string folder, int toStart)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] arguments = [.. hosted ? [typeof(SleepingChild).Assembly.Location] : Array.Empty<string>(), Argument, folder, toStart.ToString(CultureInfo.InvariantCulture)];
        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    }

    public static async Task<int> RunAsync(string[] order)
    {
        (string folder, int toStart) = (order[0], int.Parse(order[1], CultureInfo.InvariantCulture));
        SqliteDurableEngine engine = EngineRig.Create(folder);
        await using var disposal = engine;
        Sample startUp = await Sample.OfAsync(() => engine.StartAsync(CancellationToken.None));

        // The code that any work needs is loaded before the first reading: it is not the price of a sleeping instance.
        string warmUp = await engine.Client.ScheduleNewOrchestrationInstanceAsync(BenchmarkFunctions.Empty);
        await engine.Client.WaitForInstanceCompletionAsync(warmUp);
        await Task.Delay(s_quiet);
        long idle = ResidentMemory();

        if (toStart > 0)
        {
            await Task.WhenAll(Enumerable.Range(0, toStart).Select(_ => engine.Client.ScheduleNewOrchestrationInstanceAsync(BenchmarkFunctions.Sleep)));
            while (engine.Database.Read(CountTimers) < toStart)
                await Task.Delay(50);
        }

        await Task.Delay(s_quiet);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await Task.Delay(s_quiet);
        double rest = (Environment.CpuUsage.TotalTime - before) / s_quiet;
        var readings = new SleepingReadings(idle, ResidentMemory(), GC.GetTotalMemory(forceFullCollection: false), startUp.Wall, rest);
        Console.WriteLine(JsonSerializer.Serialize(readings));
        return 0;
    }

    private static long CountTimers(Microsoft.Data.Sqlite.SqliteConnection connection)
    {
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM timers";
        return (long)command.ExecuteScalar()!;
    }

    private static long ResidentMemory()
    {
        const string Rollup = "/proc/self/smaps_rollup";
        if (!File.Exists(Rollup))
            return Environment.WorkingSet;
        string line = File.ReadLines(Rollup).First(text => text.StartsWith("Rss:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
