using System.Globalization;

namespace FineTune.Benchmarks;

/// <summary>What the system says about another process.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest resident memory (VmHWM) in bytes; 0 where the system does not tell, or the process has just ended.</summary>
    public static long PeakOf(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
