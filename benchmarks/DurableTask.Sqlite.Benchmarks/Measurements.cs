using System.Diagnostics;
using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.Query;

namespace DurableTask.Sqlite.Benchmarks;

/// <summary>
/// Each measurement starts with a new database. The second number is the processor time of the whole process, in seconds.
/// </summary>
internal static class Measurements
{
    public static async Task<double[]> ChainsPerSecondAsync()
    {
        const int chains = 1000, length = 10;
        await using Hub hub = await Hub.StartAsync();
        await hub.RunAsync(typeof(Chain), length);
        (double wall, double cpu) =
            await TimeAsync(() => Task.WhenAll(Enumerable.Range(0, chains).Select(_ => hub.RunAsync(typeof(Chain), length))));
        return [chains * length / wall, cpu];
    }

    public static async Task<double[]> FanOutSecondsAsync(int width)
    {
        await using Hub hub = await Hub.StartAsync();
        await hub.RunAsync(typeof(FanOut), 10);
        (double wall, double cpu) = await TimeAsync(() => hub.RunAsync(typeof(FanOut), width));
        return [wall, cpu];
    }

    public static async Task<double[]> EmptyMillisecondsAsync()
    {
        const int runs = 200;
        await using Hub hub = await Hub.StartAsync();
        for (int i = 0; i < 50; i++)
            await hub.RunAsync(typeof(Empty), i);
        (double wall, double cpu) = await TimeAsync(async () =>
        {
            for (int i = 0; i < runs; i++)
                await hub.RunAsync(typeof(Empty), i);
        });
        return [wall * 1000 / runs, cpu];
    }

    /// <summary>MiB over the same process idle, the seconds that starting with them takes, and the idle process in MiB.</summary>
    public static async Task<double[]> SleepersAsync(int count)
    {
        Hub hub = await Hub.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => hub.RunAsync(typeof(Empty), i)));
        double idle = await ResidentAsync();
        foreach (int[] slice in Enumerable.Range(0, count).Chunk(500))
            await Task.WhenAll(slice.Select(i => hub.Client.CreateOrchestrationInstanceAsync(typeof(Sleep), i)));
        while (await AnyAsync(hub, OrchestrationStatus.Pending))
            await Task.Delay(50);
        await Task.Delay(3000); // The service gives memory back after a second without work.
        double asleep = Resident();
        await hub.StopAsync();

        Hub? again = null;
        (double start, _) = await TimeAsync(async () => again = await Hub.StartAsync(hub.Path));
        await again!.DisposeAsync();
        return [asleep - idle, start, idle];
    }

    private static async Task<(double Wall, double Cpu)> TimeAsync(Func<Task> work)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    private static async Task<bool> AnyAsync(Hub hub, OrchestrationStatus status)
    {
        var query = new OrchestrationQuery { RuntimeStatus = [status], PageSize = 1 };
        var client = (IOrchestrationServiceQueryClient)hub.Client.ServiceClient;
        return (await client.GetOrchestrationWithQueryAsync(query, default)).OrchestrationState.Count > 0;
    }

    private static async Task<double> ResidentAsync()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await Task.Delay(200);
        return Resident();
    }

    private static double Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
