using System.Diagnostics;
using System.Text.Json;
using FineTune.Benchmarks.Reporting;

namespace FineTune.Benchmarks.Engine;

/// <summary>What thousands of instances cost that wait for a timer: memory, time to start up, and nothing else.</summary>
internal static class SleepingBenchmark
{
    private const int Instances = 10_000;
    private const double MemoryTarget = 40.0 * 1024 * 1024;
    private const double StartUpTarget = 3;
    private const double RestTarget = 0.01;

    public static async Task RunAsync(BenchmarkOptions options, Report report)
    {
        List<SleepingReadings> started = [];
        List<SleepingReadings> restarted = [];
        for (int i = 0; i < options.Repeats; i++)
        {
            string folder = EngineRig.NewFolder(options.Folder);
            try
            {
                started.Add(await ReadAsync(folder, Instances));
                restarted.Add(await ReadAsync(folder, 0));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        double idle = Sample.Median(started.Select(reading => (double)reading.Idle));
        double grown = Sample.Median(started.Select(reading => (double)(reading.Full - reading.Idle)));
        double again = Sample.Median(restarted.Select(reading => reading.Full - idle));
        double startUp = Sample.Median(restarted.Select(reading => reading.StartUp));
        double rest = Sample.Median(started.Concat(restarted).Select(reading => reading.Rest));
        string heap = Format.Mebibytes(Sample.Median(started.Select(reading => (double)reading.Heap)));
        report.Compare("idle engine, resident memory of the process", Format.Mebibytes(idle), string.Empty);
        report.Judge("- over it after 10,000 instances went to sleep", "<= 40 MiB", $"{Format.Mebibytes(grown)} (managed heap {heap})", string.Empty, grown <= MemoryTarget);
        report.Judge("- over it in a new process that finds them asleep", "<= 40 MiB", Format.Mebibytes(again), string.Empty, again <= MemoryTarget);
        report.Judge("start of the engine with 10,000 sleeping instances", "< 3 s", Format.Seconds(startUp), string.Empty, startUp < StartUpTarget);
        report.Judge("processor time while all sleep (nothing is polled)", "< 1% of a core", $"{Format.Ratio(rest * 100)}%", string.Empty, rest < RestTarget);
    }

    private static async Task<SleepingReadings> ReadAsync(string folder, int toStart)
    {
        using Process child = SleepingChild.Start(folder, toStart);
        string answer = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<SleepingReadings>(answer)!
            : throw new InvalidOperationException($"The child process ended with {child.ExitCode}: {answer}");
    }
}
