using System.Diagnostics;
using FineTune.Benchmarks.Reporting;
using FineTune.Durable.Client;

namespace FineTune.Benchmarks.Engine;

/// <summary>One run of each engine benchmark, each on a database of its own. Every result is checked.</summary>
internal static class EngineRuns
{
    /// <summary>Starts that many chains at once and waits for all.</summary>
    public static async Task<Sample> ChainsAsync(string folder, int instances)
    {
        await using EngineRig rig = await EngineRig.StartAsync(folder);
        DurableTaskClient client = rig.Client;
        OrchestrationMetadata[] ends = [];
        Sample sample = await Sample.OfAsync(async () =>
        {
            string[] ids = await Task.WhenAll(Enumerable.Range(0, instances).Select(n => client.ScheduleNewOrchestrationInstanceAsync(BenchmarkFunctions.Chain, n)));
            ends = await Task.WhenAll(ids.Select(id => client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true)));
        });

        for (int n = 0; n < instances; n++)
            Expect(ends[n].ReadOutputAs<int>(), n + BenchmarkFunctions.ChainLength);
        return sample;
    }

    public static async Task<Sample> FanOutAsync(string folder, int width, bool strict)
    {
        await using EngineRig rig = await EngineRig.StartAsync(folder, strict);
        DurableTaskClient client = rig.Client;
        OrchestrationMetadata? end = null;
        Sample sample = await Sample.OfAsync(async () =>
        {
            string id = await client.ScheduleNewOrchestrationInstanceAsync(BenchmarkFunctions.FanOut, width);
            end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        });

        Expect(end!.ReadOutputAs<long>(), (long)width * (width + 1) / 2);
        return sample;
    }

    /// <summary>One empty orchestration after the other: the median time of one, and the processor time of one.</summary>
    public static async Task<Sample> LatencyAsync(string folder, int count)
    {
        await using EngineRig rig = await EngineRig.StartAsync(folder);
        DurableTaskClient client = rig.Client;
        List<double> times = [];
        Sample all = await Sample.OfAsync(async () =>
        {
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                string id = await client.ScheduleNewOrchestrationInstanceAsync(BenchmarkFunctions.Empty);
                await client.WaitForInstanceCompletionAsync(id);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        });

        return new Sample(Sample.Median(times), all.Cpu / count);
    }

    private static void Expect(long actual, long expected)
    {
        if (actual != expected)
            throw new InvalidOperationException($"An orchestration returned {actual} instead of {expected}: the engine is wrong, its speed means nothing.");
    }
}
