using FineTune.Benchmarks.Reporting;

namespace FineTune.Benchmarks.Engine;

/// <summary>The embedded durable engine against its targets.</summary>
internal static class EngineBenchmarks
{
    private const int Chains = 1000;
    private const int Width = 10_000;
    private const int LatencyRuns = 200;
    private const double ChainTarget = 5000;
    private const double FanOutTarget = 6;
    private const double RatioTarget = 2.3;
    private const double LatencyTarget = 0.015;

    public static async Task RunAsync(BenchmarkOptions options, Report report)
    {
        await ChainsAsync(options, report);
        await FanOutAsync(options, report);
        await LatencyAsync(options, report);
        await SleepingBenchmark.RunAsync(options, report);
    }

    private static async Task ChainsAsync(BenchmarkOptions options, Report report)
    {
        Sample durable = await MedianAsync(options, () => EngineRuns.ChainsAsync(options.Folder, Chains));
        report.Judge("1,000 instances of ten activities in a chain", ">= 5,000 activities/s", Rate(durable), Format.Seconds(durable.Cpu), Chains * BenchmarkFunctions.ChainLength / durable.Wall >= ChainTarget);

        if (Machine.MemoryFolder is not { } memory)
            return;
        Sample reference = await MedianAsync(options, () => EngineRuns.ChainsAsync(memory, Chains));
        report.Compare("- the same, database on tmpfs (commits cost no disk)", Rate(reference), Format.Seconds(reference.Cpu));
    }

    private static async Task FanOutAsync(BenchmarkOptions options, Report report)
    {
        foreach (bool strict in (bool[])[false, true])
        {
            Sample once = await MedianAsync(options, () => EngineRuns.FanOutAsync(options.Folder, Width, strict));
            Sample twice = await MedianAsync(options, () => EngineRuns.FanOutAsync(options.Folder, 2 * Width, strict));
            double ratio = twice.Wall / once.Wall;
            string doubled = $"{Format.Ratio(ratio)} x ({Format.Seconds(twice.Wall)}; CPU {Format.Ratio(twice.Cpu / once.Cpu)} x)";
            if (strict)
            {
                report.Compare("fan-out of 10,000 activities, strict replay", Format.Seconds(once.Wall), Format.Seconds(once.Cpu));
                report.Compare("- of 20,000, strict replay", doubled, Format.Seconds(twice.Cpu));
            }
            else
            {
                report.Judge("fan-out of 10,000 activities, default mode", "< 6 s", Format.Seconds(once.Wall), Format.Seconds(once.Cpu), once.Wall < FanOutTarget);
                report.Judge("- of 20,000, against 10,000", "<= 2.3 x", doubled, Format.Seconds(twice.Cpu), ratio <= RatioTarget);
            }
        }
    }

    private static async Task LatencyAsync(BenchmarkOptions options, Report report)
    {
        Sample latency = await MedianAsync(options, () => EngineRuns.LatencyAsync(options.Folder, LatencyRuns));
        report.Judge("empty orchestration, start to completion, one after the other", "median < 15 ms", Format.Milliseconds(latency.Wall), Format.Milliseconds(latency.Cpu), latency.Wall < LatencyTarget);
    }

    private static string Rate(Sample sample) =>
        $"{Format.Count(Chains * BenchmarkFunctions.ChainLength / sample.Wall)}/s ({Format.Seconds(sample.Wall)})";

    private static async Task<Sample> MedianAsync(BenchmarkOptions options, Func<Task<Sample>> run)
    {
        await run();
        List<Sample> samples = [];
        for (int i = 0; i < options.Repeats; i++)
            samples.Add(await run());
        return Sample.Median(samples);
    }
}
