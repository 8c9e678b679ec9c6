using System.Diagnostics;
using System.Globalization;
using DurableTask.Sqlite.Benchmarks;

// Without an argument each measurement runs in processes of its own, five times, and the medians are printed as a table.
// With an argument (chains, fanout, fanout20k, empty, sleepers) one measurement runs here and its numbers are printed.
if (args is [string only])
{
    double[] values = only switch
    {
        "chains" => [await Measurements.ChainsPerSecondAsync()],
        "fanout" => [await Measurements.FanOutSecondsAsync(10_000)],
        "fanout20k" => [await Measurements.FanOutSecondsAsync(20_000)],
        "empty" => [await Measurements.EmptyMillisecondsAsync()],
        "sleepers" => await Measurements.SleepersAsync(10_000) is var (mebibytes, start, idle) ? [mebibytes, start, idle] : [],
        _ => throw new ArgumentException($"'{only}' is not a measurement. Use chains, fanout, fanout20k, empty or sleepers."),
    };
    Console.WriteLine(string.Join(' ', values.Select(value => value.ToString("F3", CultureInfo.InvariantCulture))));
    return;
}

Console.WriteLine($"{Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, medians of 5");
Console.WriteLine();
Console.WriteLine("| measurement | target | median | all |");
Console.WriteLine("|---|---|---|---|");
Report("1,000 chains of ten activities (activities/s)", ">= 10,000", "chains", 0, "F0");
Report("fan-out of 10,000 activities (s)", "< 2", "fanout", 0, "F2");
Report("fan-out of 20,000 activities (s)", "", "fanout20k", 0, "F2");
Report("empty orchestration (ms)", "< 5", "empty", 0, "F2");
double[][] sleepers = Run("sleepers");
Line("10,000 sleeping orchestrations, over idle (MiB)", "<= 20", sleepers.Select(run => run[0]), "F1");
Line("start with them (s)", "< 3", sleepers.Select(run => run[1]), "F2");
Line("idle (MiB)", "", sleepers.Select(run => run[2]), "F1");

static void Report(string name, string target, string measurement, int column, string format) =>
    Line(name, target, Run(measurement).Select(run => run[column]), format);

static void Line(string name, string target, IEnumerable<double> values, string format)
{
    double[] sorted = [.. values.Order()];
    string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    Console.WriteLine($"| {name} | {target} | {Text(sorted[sorted.Length / 2])} | {string.Join(' ', sorted.Select(Text))} |");
}

static double[][] Run(string measurement) => [.. Enumerable.Range(0, 5).Select(_ => RunOnce(measurement))];

static double[] RunOnce(string measurement)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!, measurement) { RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0)
        throw new InvalidOperationException($"The measurement {measurement} ended with {process.ExitCode}.");
    return [.. output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
