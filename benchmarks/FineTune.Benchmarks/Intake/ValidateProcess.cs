using System.Diagnostics;

namespace FineTune.Benchmarks.Intake;

/// <summary>One <c>finetune validate</c> from start to end.</summary>
/// <param name="PeakBytes">The largest resident memory (VmHWM); 0 where the system does not tell.</param>
internal readonly record struct ValidateProcess(double Seconds, double Cpu, long PeakBytes)
{
    /// <exception cref="InvalidOperationException">There is no such program, or it did not validate.</exception>
    public static ValidateProcess Run(string finetune, string file, params string[] options)
    {
        bool isLibrary = finetune.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string[] arguments = [.. isLibrary ? [finetune] : Array.Empty<string>(), "validate", file, .. options];
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(isLibrary ? "dotnet" : finetune, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"'{finetune}' does not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        (long peak, double cpu) = (0, 0);
        do
            (peak, cpu) = (Math.Max(peak, ProcessMemory.PeakOf(process.Id)), Math.Max(cpu, CpuOf(process)));
        while (!process.WaitForExit(10));

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode > 1 || !output.Result.Contains("valid,", StringComparison.Ordinal))
            throw new InvalidOperationException($"'{finetune} validate {file}' ended with {process.ExitCode}: {errors.Result}");
        return new ValidateProcess(seconds, cpu, peak);
    }

    private static double CpuOf(Process process)
    {
        try
        {
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            return 0; // It has just ended.
        }
    }
}
