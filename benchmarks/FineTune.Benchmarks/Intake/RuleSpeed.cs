using System.Diagnostics;
using FineTune.Benchmarks.Reporting;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Validation;
using FineTune.Providers.Tokens;
using Microsoft.ML.Tokenizers;

namespace FineTune.Benchmarks.Intake;

/// <summary>How fast lines in memory are checked, on all cores: rules by group, and tokens beside the tokenizer library alone.</summary>
internal sealed class RuleSpeed
{
    private const string Model = "gpt-4.1-nano-2025-04-14";
    private const int Limit = 65_536;
    private const int Batch = 200;
    private const double PerCore = 75;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private readonly List<JsonlLine> _lines = [];
    private readonly List<string> _texts = [];
    private readonly TiktokenTokenizer _tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
    private readonly TokenCounter _counter = new();
    private readonly double _megabytes;

    public RuleSpeed(byte[] file)
    {
        for (int start = 0; start < file.Length;)
        {
            int length = file.AsSpan(start).IndexOf((byte)'\n');
            _lines.Add(new JsonlLine(_lines.Count + 1, start, length, file.AsMemory(start, length), TooLong: false));
            start += length + 1;
        }

        var validator = new LineValidator(_counter, Model, Limit, checks: LineChecks.Structure);
        foreach (JsonlLine line in _lines)
            _texts.AddRange(validator.Validate(line, line.Number).Row?.Example.Messages.Select(turn => turn.Content!) ?? []);
        _megabytes = file.Length / 1e6;
    }

    public void Run(BenchmarkOptions options, Report report)
    {
        string cores = $"{Environment.ProcessorCount} cores";
        double target = PerCore * Environment.ProcessorCount;
        Sample structure = Median(options, () => Validate(LineChecks.Structure));
        report.Judge($"{_megabytes:0} MB of lines, structure rules, {cores}", $">= {target:0} MB/s", Speed(structure), Format.Seconds(structure.Cpu), _megabytes / structure.Wall >= target);
        Sample texts = Median(options, () => Validate(LineChecks.Content | LineChecks.Safety));
        report.Compare("- structure, content and safety rules", Speed(texts), Format.Seconds(texts.Cpu));

        Count();
        Validate(LineChecks.Tokens);
        List<Sample> raw = [];
        List<Sample> all = [];
        for (int i = 0; i < options.Repeats; i++)
        {
            raw.Add(Sample.Of(Count));
            all.Add(Sample.Of(() => Validate(LineChecks.Tokens)));
        }

        // Pair by pair, so that what else the machine does weighs on both.
        double ratio = Sample.Median(raw.Zip(all, (library, rules) => library.Wall / rules.Wall));
        Sample alone = Sample.Median(raw);
        Sample counted = Sample.Median(all);
        report.Compare("- the tokenizer library alone on the same texts (o200k)", Speed(alone), Format.Seconds(alone.Cpu));
        report.Judge("- structure rules and exact tokens (o200k)", ">= 0.80 of the library", $"{Speed(counted)}, ratio {Format.Ratio(ratio)}", Format.Seconds(counted.Cpu), ratio >= 0.8);
        Sample everything = Median(options, () => Validate(LineChecks.All));
        report.Compare("- all rules", Speed(everything), Format.Seconds(everything.Cpu));
    }

    private string Speed(Sample sample) => $"{_megabytes / sample.Wall:0.0} MB/s";

    private static Sample Median(BenchmarkOptions options, Action work)
    {
        // Until the code is compiled for good, which happens in the background and takes a while.
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_warmUp;)
            work();
        return Sample.Median([.. Enumerable.Range(0, options.Repeats).Select(_ => Sample.Of(work))]);
    }

    private void Validate(LineChecks checks)
    {
        var validator = new LineValidator(_counter, Model, Limit, checks: checks);
        InBatches(_lines.Count, i => validator.Validate(_lines[i], _lines[i].Number));
    }

    private void Count() => InBatches(_texts.Count, i => _tokenizer.CountTokens(_texts[i]));

    private static void InBatches(int count, Action<int> work) => Parallel.For(0, (count + Batch - 1) / Batch, batch =>
    {
        for (int i = batch * Batch; i < Math.Min(count, (batch + 1) * Batch); i++)
            work(i);
    });
}
