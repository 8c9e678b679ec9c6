using System.ComponentModel;
using System.Diagnostics;

namespace FineTune.Cli.Hosting.Processes;

/// <inheritdoc />
internal sealed class ProcessTable : IProcessTable
{
    // Start times are derived from clock ticks since boot: two readings may differ a little.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public (int Pid, DateTimeOffset StartedAt) Current
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return (process.Id, process.StartTime.ToUniversalTime());
        }
    }

    public bool IsAlive(int pid, DateTimeOffset startedAt)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && (process.StartTime.ToUniversalTime() - startedAt).Duration() <= Tolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (Win32Exception)
        {
            // It runs, but belongs to another user: nothing more can be known.
            return true;
        }
    }
}
