using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace FineTune.Benchmarks;

/// <summary>What numbers depend on.</summary>
internal static class Machine
{
    public static string Describe(BenchmarkOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0.0} GiB, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC{Debugging}
        {Load}databases in {FileSystem(options.Folder)}, synchronous=FULL; {(options.Quick ? "one run each (--quick)" : "medians of 5")}; CPU is that of the whole process
        """);

    /// <summary>A file system that lives in memory, where making a commit durable costs nothing; null where there is none.</summary>
    public static string? MemoryFolder => OperatingSystem.IsLinux() && Directory.Exists("/dev/shm") ? "/dev/shm" : null;

    /// <summary>What else the machine does: on a busy one, look at the processor time rather than at the wall.</summary>
    private static string Load =>
        File.Exists("/proc/loadavg") ? $"load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the start; " : string.Empty;

    private static string Debugging =>
#if DEBUG
        ", DEBUG BUILD: run with -c Release";
#else
        string.Empty;
#endif

    private static string FileSystem(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveFormat;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "an unknown file system";
        }
    }
}
