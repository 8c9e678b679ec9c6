using System.Diagnostics;
using System.Globalization;
using FineTune.Benchmarks.Reporting;
using FineTune.Synthesis.Novelty;

namespace FineTune.Benchmarks.Novelty;

/// <summary>The whole account of candidates against one large pool: is it news, the ten nearest, the mean.</summary>
/// <param name="Median">Seconds per candidate.</param>
/// <param name="Cpu">Processor seconds per candidate, on average.</param>
/// <param name="PoolBytes">Memory that the texts hold.</param>
/// <param name="Peak">The process's largest working set.</param>
internal sealed record RankRun(double Median, double Cpu, long PoolBytes, long Peak)
{
    public static RankRun Of(IReadOnlyList<string> known, IReadOnlyList<string> candidates)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var ranking = new TextRanking();
        for (int i = 0; i < known.Count; i++)
            ranking.Add(i.ToString(CultureInfo.InvariantCulture), known[i]);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;

        List<double> seconds = [];
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        foreach (string candidate in candidates)
        {
            long start = Stopwatch.GetTimestamp();
            ranking.Rank(candidate);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / candidates.Count;
        using Process process = Process.GetCurrentProcess();
        GC.KeepAlive(ranking);
        return new RankRun(Sample.Median(seconds), cpuSeconds, held, process.PeakWorkingSet64);
    }
}
