using System.Diagnostics;
using System.Globalization;
using FineTune.Benchmarks.Reporting;
using FineTune.Core.Generation;

namespace FineTune.Benchmarks.Novelty;

/// <summary>The whole account of candidates against one large pool: is it news, the ten nearest, the mean.</summary>
/// <param name="Median">Seconds per candidate.</param>
/// <param name="Cpu">Processor seconds per candidate, on average.</param>
/// <param name="PoolBytes">Memory that the filter holds.</param>
/// <param name="Peak">The process's largest working set.</param>
internal sealed record RankRun(double Median, double Cpu, long PoolBytes, long Peak)
{
    public static RankRun Of(IReadOnlyList<string> known, IReadOnlyList<string> candidates, double threshold)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var filter = new NoveltyFilter(threshold);
        for (int i = 0; i < known.Count; i++)
            filter.Add(i.ToString(CultureInfo.InvariantCulture), known[i]);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;

        List<double> seconds = [];
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        foreach (string candidate in candidates)
        {
            long start = Stopwatch.GetTimestamp();
            filter.Rank(candidate);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / candidates.Count;
        using Process process = Process.GetCurrentProcess();
        GC.KeepAlive(filter);
        return new RankRun(Sample.Median(seconds), cpuSeconds, held, process.PeakWorkingSet64);
    }
}
