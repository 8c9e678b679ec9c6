using FineTune.Benchmarks.Reporting;

namespace FineTune.Benchmarks.Synthesis;

/// <summary>A drop grown and judged by the real program: what orchestration, windows and filters add to the calls, and what it takes in memory.</summary>
internal static class SynthesisBenchmarks
{
    private const int Concurrency = 32;
    private const double Target = 1.5;
    private const long MaxPeak = 300L * 1024 * 1024;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(BenchmarkOptions options, Report report, string finetune)
    {
        await SpeedAsync(options, report, finetune, options.Quick ? 800 : 2_000);
        await MemoryAsync(options, report, finetune, options.Quick ? 2_000 : 10_000);
    }

    /// <summary>One call per candidate, and no judge: the calls are the teacher's alone.</summary>
    private static async Task SpeedAsync(BenchmarkOptions options, Report report, string finetune, int calls)
    {
        var (_, cpu, _, server) = await RunAsync(
            options, finetune, Latency, 1, calls,
            $$"""{"tune":"manual","models":{{Models}},"judging":{"enabled":false},"generation":{"perExample":100,"maxCandidates":{{calls}},"perCall":1} }""", rows: 60);
        double ideal = server.Calls * Latency.TotalSeconds / Concurrency;
        report.Judge(
            $"{Format.Count(server.Calls)} calls of {Latency.TotalMilliseconds:0} ms, {Concurrency} at once, end to end", $"<= {Format.Ratio(Target)} x ideal",
            $"{Format.Ratio(server.Seconds / ideal)} x ideal ({Format.Seconds(server.Seconds)})", Format.Seconds(cpu), server.Calls >= calls && server.Seconds <= Target * ideal);
    }

    /// <summary>A fifth of the rows dropped, the rest generated, all judged.</summary>
    private static async Task MemoryAsync(BenchmarkOptions options, Report report, string finetune, int rows)
    {
        var (seconds, cpu, peak, server) = await RunAsync(
            options, finetune, TimeSpan.Zero, 5, rows,
            $$"""{"tune":"manual","models":{{Models}},"generation":{"perExample":4,"maxCandidates":{{rows * 4 / 5}} } }""", rows / 5);
        report.Judge(
            $"{Format.Count(rows)} rows, four fifths generated, all judged: peak memory", $"< {Format.Mebibytes(MaxPeak)}",
            $"{Format.Mebibytes(peak)} ({Format.Seconds(seconds)}, {Format.Count(server.Calls)} calls)", Format.Seconds(cpu), peak < MaxPeak);
    }

    private const string Models = """{"teacher":{"endpoint":"models","model":"teacher"},"judges":[{"endpoint":"models","model":"judge"}]}""";

    private static async Task<(double Seconds, double Cpu, long Peak, ModelServer Server)> RunAsync(
        BenchmarkOptions options, string finetune, TimeSpan latency, int perCall, int seed, string settings, int rows)
    {
        string data = Path.Combine(options.Folder, $"finetune-synthesis-{Environment.ProcessId}-{seed}");
        await using ModelServer server = await ModelServer.StartAsync(
            latency, (model, call) => model == "judge" ? """{"rationale":"It answers what is asked.","score":8}""" : RandomExamples.Answer(call, perCall));
        try
        {
            var (seconds, cpu, peak) = await new HostProcess(finetune, data, server.Url, Concurrency).RunAsync(settings, RandomExamples.Lines(seed, rows), Patience);
            return (seconds, cpu, peak, server);
        }
        finally
        {
            if (Directory.Exists(data))
                Directory.Delete(data, recursive: true);
        }
    }
}
