using System.Diagnostics;
using DurableTask.Core;

namespace DurableTask.Sqlite.Benchmarks;

/// <summary>Each measurement starts with a new database and gives one number.</summary>
internal static class Measurements
{
    public static async Task<double> ChainsPerSecondAsync()
    {
        const int chains = 1000, length = 10;
        await using Hub hub = await Hub.StartAsync();
        await hub.RunAsync(typeof(Chain), length);
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, chains).Select(_ => hub.RunAsync(typeof(Chain), length)));
        return chains * length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public static async Task<double> FanOutSecondsAsync(int width)
    {
        await using Hub hub = await Hub.StartAsync();
        await hub.RunAsync(typeof(FanOut), 10);
        long began = Stopwatch.GetTimestamp();
        await hub.RunAsync(typeof(FanOut), width);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public static async Task<double> EmptyMillisecondsAsync()
    {
        const int runs = 200;
        await using Hub hub = await Hub.StartAsync();
        for (int i = 0; i < 50; i++)
            await hub.RunAsync(typeof(Empty), i);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs; i++)
            await hub.RunAsync(typeof(Empty), i);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds / runs;
    }

    /// <summary>MiB over the same process idle, the seconds that starting with them takes, and the idle process in MiB.</summary>
    public static async Task<double[]> SleepersAsync(int count)
    {
        string path;
        double idle, asleep;
        await using (Hub hub = await Hub.StartAsync())
        {
            path = hub.Path;
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => hub.RunAsync(typeof(Empty), i)));
            idle = await ResidentAsync();
            foreach (int[] slice in Enumerable.Range(0, count).Chunk(500))
                await Task.WhenAll(slice.Select(i => hub.Client.CreateOrchestrationInstanceAsync(typeof(Sleep), i)));
            while (await OpenAsync(hub, OrchestrationStatus.Pending))
                await Task.Delay(50);
            await Task.Delay(3000); // The service gives memory back after a second of quiet.
            asleep = Resident();
        }

        long began = Stopwatch.GetTimestamp();
        await using Hub again = await Hub.StartAsync(path);
        return [asleep - idle, Stopwatch.GetElapsedTime(began).TotalSeconds, idle];
    }

    private static async Task<bool> OpenAsync(Hub hub, OrchestrationStatus status)
    {
        var query = new Core.Query.OrchestrationQuery { RuntimeStatus = [status], PageSize = 1 };
        return (await ((Core.Query.IOrchestrationServiceQueryClient)hub.Client.ServiceClient).GetOrchestrationWithQueryAsync(query, default)).OrchestrationState.Count > 0;
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
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }
}
