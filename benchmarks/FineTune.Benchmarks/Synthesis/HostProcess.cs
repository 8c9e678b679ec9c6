using System.Diagnostics;
using System.Globalization;

namespace FineTune.Benchmarks.Synthesis;

/// <summary>The real program over a data folder, working off one drop.</summary>
internal sealed class HostProcess(string finetune, string data, string modelUrl, int concurrency)
{
    private const string Lineage = "bench";

    /// <summary>Runs until the drop's increment is staged. How long that took from the start of the process, and its largest resident memory (VmHWM).</summary>
    /// <exception cref="InvalidOperationException">The drop came to no increment within the time.</exception>
    public async Task<(double Seconds, double Cpu, long PeakBytes)> RunAsync(string settings, IEnumerable<string> lines, TimeSpan patience)
    {
        Write(Path.Combine(data, "lineages", Lineage + ".json"), settings);
        Write(Path.Combine(data, "datasets", Lineage, "drop.jsonl"), string.Concat(lines.Select(line => line + "\n")));
        bool isLibrary = finetune.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string[] arguments = [.. isLibrary ? [finetune] : Array.Empty<string>(), "up", "--data", data, "--port", "0"];
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : finetune, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Endpoints__models__Kind"] = "compatible";
        start.Environment["Endpoints__models__Url"] = modelUrl;
        start.Environment["Endpoints__models__MaxConcurrency"] = concurrency.ToString(CultureInfo.InvariantCulture);
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{finetune}' does not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await IsStagedAsync(process, patience);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            process.Refresh();
            return (seconds, process.TotalProcessorTime.TotalSeconds, ProcessMemory.PeakOf(process.Id));
        }
        catch (TimeoutException e)
        {
            process.Kill();
            throw new InvalidOperationException($"The drop was not worked off: {e.Message}\n{await output}{await errors}");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private async Task IsStagedAsync(Process process, TimeSpan patience)
    {
        string staged = Path.Combine(data, "increments", Lineage, "_staged");
        long began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync())
        {
            if (Directory.Exists(staged) && Directory.EnumerateFiles(staged, "*.json").Any())
                return;
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > patience)
                throw new TimeoutException(process.HasExited ? "the program ended" : $"nothing was staged in {patience}");
        }
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
