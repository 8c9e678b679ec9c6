using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Core;

namespace FineTune.Cli.Hosting.Processes;

/// <summary>Reads and writes <c>host-process.json</c>. A record whose process is gone counts as none.</summary>
internal static class HostProcessFile
{
    public static void Write(DataFolder data, HostProcessRecord record) =>
        PrivateFile.Replace(data.HostProcessFile, JsonSerializer.SerializeToUtf8Bytes(record, FineTuneJson.Indented));

    /// <summary>The record of a living host; null where there is none, or only a stale record (which is left for its owner to replace).</summary>
    public static HostProcessRecord? FindLiving(DataFolder data, IProcessTable processes) =>
        Read(data) is { } record && processes.IsAlive(record.Pid, record.ProcessStartedAt) ? record : null;

    /// <summary>Removes the record at a clean stop; another host's record stays.</summary>
    public static void Remove(DataFolder data, int pid)
    {
        if (Read(data)?.Pid == pid)
        {
            File.Delete(data.HostProcessFile);
        }
    }

    /// <summary>What the file says, whether or not the process lives; null where it is absent or unreadable.</summary>
    public static HostProcessRecord? Read(DataFolder data)
    {
        try
        {
            return JsonSerializer.Deserialize<HostProcessRecord>(File.ReadAllBytes(data.HostProcessFile), FineTuneJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
