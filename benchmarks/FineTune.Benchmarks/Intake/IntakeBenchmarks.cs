using FineTune.Benchmarks.Reporting;

namespace FineTune.Benchmarks.Intake;

/// <summary>Validation: rules over lines in memory, then whole files by the real program, with its start and its memory.</summary>
internal static class IntakeBenchmarks
{
    private const ulong Seed = 20261126;
    private const int Small = 400_000;
    private const int InMemory = 10_000_000;
    private const long MaxPeak = 200L * 1024 * 1024;

    public static void Run(BenchmarkOptions options, Report report)
    {
        var lines = new IntakeLines(Seed);
        using var memory = new MemoryStream();
        lines.Write(memory, InMemory);
        new RuleSpeed(memory.ToArray()).Run(options, report);

        if (FinetuneProgram.Find(options) is not { } finetune)
            return;

        string folder = Directory.CreateTempSubdirectory("finetune-intake-").FullName;
        string file = Path.Combine(options.Folder, Path.GetFileName(folder) + ".jsonl");
        try
        {
            Start(options, report, lines, finetune, file);
            Sizes(options, report, lines, finetune, file);
        }
        finally
        {
            File.Delete(file);
            Directory.Delete(folder);
        }
    }

    private static void Start(BenchmarkOptions options, Report report, IntakeLines lines, string finetune, string file)
    {
        Make(lines, file, Small);
        Judge("a 400 kB file, start-up included", 1.0);
        Judge("- with --no-tokens", 0.4, "--no-tokens");

        void Judge(string what, double limit, params string[] arguments)
        {
            ValidateProcess.Run(finetune, file, arguments);
            List<ValidateProcess> runs = [.. Enumerable.Range(0, options.Repeats).Select(_ => ValidateProcess.Run(finetune, file, arguments))];
            double wall = Sample.Median(runs.Select(run => run.Seconds));
            report.Judge($"finetune validate, {what}", $"< {limit:0.0} s", Format.Seconds(wall), Format.Seconds(Sample.Median(runs.Select(run => run.Cpu))), wall < limit);
        }
    }

    private static void Sizes(BenchmarkOptions options, Report report, IntakeLines lines, string finetune, string file)
    {
        double? first = null;
        foreach (int megabytes in options.Megabytes)
        {
            Make(lines, file, megabytes * 1_000_000L);
            ValidateProcess run = ValidateProcess.Run(finetune, file);
            double perMegabyte = run.Cpu / megabytes;
            first ??= perMegabyte;
            report.Judge(
                $"finetune validate, {megabytes} MB, all rules", "< 200 MiB at the peak", $"{Format.Mebibytes(run.PeakBytes)}, {Format.Seconds(run.Seconds)}, {megabytes / run.Seconds:0.0} MB/s",
                Format.Seconds(run.Cpu), run.PeakBytes < MaxPeak);
            report.Compare("- CPU time per MB beside that of the smallest file", Format.Ratio(perMegabyte / first.Value), string.Empty);
        }
    }

    private static void Make(IntakeLines lines, string file, long bytes)
    {
        using FileStream stream = File.Create(file, 1 << 20);
        lines.Write(stream, bytes);
    }
}
