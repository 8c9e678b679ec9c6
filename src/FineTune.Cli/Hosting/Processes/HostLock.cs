using System.Globalization;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Hosting.Processes;

/// <summary>One host per data folder. The operating system releases the lock when the process ends, however it ends.</summary>
internal sealed class HostLock : IDisposable
{
    private readonly FileStream _stream;

    private HostLock(FileStream stream) => _stream = stream;

    public static HostLock Take(DataFolder data)
    {
        try
        {
            var taken = new HostLock(new FileStream(data.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            WriteHolder(data);
            return taken;
        }
        catch (IOException e)
        {
            throw new CommandException(
                $"Another host uses '{data.Path}'{Holder(data)}.",
                "Use that host (the other commands find it), stop it with Ctrl+C, or name another folder with --data.",
                ExitCodes.Unavailable, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandException(
                $"'{data.LockFile}' cannot be written: {e.Message}", "Use --data to name a folder that you can write to.", ExitCodes.Usage, e);
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Beside the lock, since a locked file cannot be read everywhere; host-process.json comes later and may be that of a killed host.</summary>
    private static string HolderFile(DataFolder data) => data.LockFile + ".pid";

    private static void WriteHolder(DataFolder data)
    {
        try
        {
            File.WriteAllText(HolderFile(data), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It only makes a message better.
        }
    }

    private static string Holder(DataFolder data)
    {
        try
        {
            var pid = File.ReadAllText(HolderFile(data)).Trim();
            var record = HostProcessFile.Read(data);
            return record is not null && record.Pid.ToString(CultureInfo.InvariantCulture) == pid ? $": process {pid}, {record.Url}"
                : pid.Length > 0 ? $": process {pid}" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
