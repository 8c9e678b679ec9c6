using System.Diagnostics;

namespace FineTune.Benchmarks.Reporting;

/// <summary>How long something took, by the clock on the wall and in processor time of this process.</summary>
internal readonly record struct Sample(double Wall, double Cpu)
{
    public static async Task<Sample> OfAsync(Func<Task> work)
    {
        Settle();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await work();
        return new Sample(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    public static Sample Of(Action work)
    {
        Settle();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        return new Sample(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    /// <summary>The medians of both, each by itself.</summary>
    public static Sample Median(IReadOnlyCollection<Sample> samples) =>
        new(Median(samples.Select(sample => sample.Wall)), Median(samples.Select(sample => sample.Cpu)));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>What the run before left behind is not charged to the next.</summary>
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
