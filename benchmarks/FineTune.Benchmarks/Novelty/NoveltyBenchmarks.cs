using FineTune.Benchmarks.Reporting;

namespace FineTune.Benchmarks.Novelty;

/// <summary>Exact ROUGE-L novelty over large pools, one text after the other, each against all that were kept before.</summary>
internal static class NoveltyBenchmarks
{
    private const double Threshold = 0.7;
    private const ulong Seed = 20261122;
    private const int Large = 16_000;
    private const int Huge = 52_000;
    private const int Pool = 50_000;
    private const int Ranked = 1000;
    private const double MaxRankSeconds = 0.005;
    private const long MaxPoolBytes = 300L << 20;
    private const int Checked = 3000;
    private const int CheckedQuickly = 1500;

    public static void Run(BenchmarkOptions options, Report report)
    {
        List<string> pool = InstructionPool.Make(Huge, Seed);
        Rank(pool, report);
        List<string> large = pool[..Large];
        Compare(pool[..(options.Quick ? CheckedQuickly : Checked)], report);
        Judge(options, report, "16,000 instructions, each ranked against those kept before", "< 10 s (stretch 6)", 10, large);
        if (!options.Quick)
            Judge(options, report, "52,000 instructions", "< 90 s (stretch 60)", 90, pool);
    }

    /// <summary>First of all, while the process has nothing else in memory.</summary>
    private static void Rank(List<string> pool, Report report)
    {
        RankRun run = RankRun.Of(pool[..Pool], pool[Pool..(Pool + Ranked)]);
        report.Judge(
            "one against 50,000: is it novel, the ten nearest, the mean", "median < 5 ms", Format.Milliseconds(run.Median), Format.Milliseconds(run.Cpu), run.Median < MaxRankSeconds);
        report.Judge(
            "- memory", "< 300 MiB", $"texts {Format.Mebibytes(run.PoolBytes)}, process {Format.Mebibytes(run.Peak)}", string.Empty, run.Peak < MaxPoolBytes);
    }

    private static void Compare(List<string> texts, Report report)
    {
        List<int> expected = [];
        Sample plain = Sample.Of(() => expected = PlainNovelty.Kept(texts, Threshold));
        string count = Format.Count(texts.Count);
        report.Compare($"{count} instructions by plain dynamic programming", $"{Format.Seconds(plain.Wall)}, keeps {Format.Count(expected.Count)}", Format.Seconds(plain.Cpu));
        bool same = expected.SequenceEqual(PoolRun.Kept(texts, Threshold));
        report.Judge($"- the ranking keeps the same ones", "the same set", same ? "the same set" : "ANOTHER SET", string.Empty, same);
    }

    private static void Judge(BenchmarkOptions options, Report report, string what, string target, double limit, List<string> texts)
    {
        List<int> kept = PoolRun.Kept(texts[..2000], Threshold);
        List<Sample> samples = [];
        for (int i = 0; i < options.Repeats; i++)
            samples.Add(Sample.Of(() => kept = PoolRun.Kept(texts, Threshold)));
        Sample median = Sample.Median(samples);
        report.Judge(what, target, $"{Format.Seconds(median.Wall)}, {Format.Count(kept.Count)} kept", Format.Seconds(median.Cpu), median.Wall < limit);
    }
}
