using System.Diagnostics;
using System.Globalization;
using DurableTask.Sqlite.Benchmarks;

// Without an argument every measurement runs in a process of its own and the medians are printed as a table. With an argument
// (chains, fanout, fanout20k, empty, sleepers) one measurement runs here: three times to warm up,
// then five times, one line each.
if (args is [string only])
{
    for (int run = -3; run < 5; run++)
    {
        double[] values = await MeasureAsync(only);
        if (run >= 0 || only == "sleepers")
            Console.WriteLine(string.Join(' ', values.Select(value => value.ToString("F3", CultureInfo.InvariantCulture))));
        if (only == "sleepers")
            break;
    }

    return;
}

Console.WriteLine($"{Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, medians of 5");
Console.WriteLine();
Console.WriteLine("| measurement | target | median | CPU (s) | all |");
Console.WriteLine("|---|---|---|---|---|");
Line("1,000 chains of ten activities (activities/s)", ">= 10,000", "F0", Run("chains"));
Line("fan-out of 10,000 activities (s)", "< 2", "F2", Run("fanout"));
Line("fan-out of 20,000 activities (s)", "", "F2", Run("fanout20k"));
Line("empty orchestration (ms)", "< 5", "F2", Run("empty"));
double[][] sleepers = [.. Enumerable.Range(0, 5).SelectMany(_ => Run("sleepers"))];
Line("10,000 sleeping orchestrations, over idle (MiB)", "<= 20", "F1", [.. sleepers.Select(run => run[..1])]);
Line("start with them (s)", "< 3", "F2", [.. sleepers.Select(run => run[1..2])]);
Line("idle (MiB)", "", "F1", [.. sleepers.Select(run => run[2..])]);

static async Task<double[]> MeasureAsync(string measurement) => measurement switch
{
    "chains" => await Measurements.ChainsPerSecondAsync(),
    "fanout" => await Measurements.FanOutSecondsAsync(10_000),
    "fanout20k" => await Measurements.FanOutSecondsAsync(20_000),
    "empty" => await Measurements.EmptyMillisecondsAsync(),
    "sleepers" => await Measurements.SleepersAsync(10_000),
    _ => throw new ArgumentException($"'{measurement}' is not a measurement. Use chains, fanout, fanout20k, empty or sleepers."),
};

static void Line(string name, string target, string format, double[][] runs)
{
    string all = string.Join(' ', runs.Select(run => run[0]).Order().Select(value => Text(value, format)));
    string cpu = runs[0].Length > 1 ? Text(Median(runs, 1), "F2") : "";
    Console.WriteLine($"| {name} | {target} | {Text(Median(runs, 0), format)} | {cpu} | {all} |");
}

static double[] Numbers(string line) => [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

static double Median(double[][] runs, int column) => runs.Select(run => run[column]).Order().ElementAt(runs.Length / 2);

static double[][] Run(string measurement)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!, measurement) { RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0)
        throw new InvalidOperationException($"The measurement {measurement} ended with {process.ExitCode}.");
    return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Numbers)];
}
