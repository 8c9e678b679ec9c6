using FineTune.Benchmarks;
using FineTune.Benchmarks.Gateway;
using FineTune.Benchmarks.Intake;
using FineTune.Benchmarks.Novelty;
using FineTune.Benchmarks.Reporting;
using FineTune.Benchmarks.Synthesis;

if (BenchmarkOptions.Parse(args, ["gateway", "novelty", "intake", "synthesis"]) is not { } options)
    return 0;

var report = new Report(Console.Out);
report.Begin(Machine.Describe(options));
if (options.Wants("gateway"))
    await GatewayBenchmarks.RunAsync(options, report);
if (options.Wants("novelty"))
    NoveltyBenchmarks.Run(options, report);
if (options.Wants("intake"))
    IntakeBenchmarks.Run(options, report);
if (options.Wants("synthesis") && FinetuneProgram.Find(options) is { } finetune)
    await SynthesisBenchmarks.RunAsync(options, report, finetune);
report.End();
return 0;
