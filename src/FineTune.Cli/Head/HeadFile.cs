using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Core;

namespace FineTune.Cli.Head;

/// <summary>Reads and writes <c>head.json</c>. A record whose process is gone counts as none.</summary>
internal static class HeadFile
{
    public static void Write(DataFolder data, HeadRecord record) =>
        PrivateFile.Replace(data.HeadFile, JsonSerializer.SerializeToUtf8Bytes(record, FineTuneJson.Indented));

    /// <summary>The record of a living head; null where there is none, or only a stale record (which is left for its owner to replace).</summary>
    public static HeadRecord? FindLiving(DataFolder data, IProcessTable processes) =>
        Read(data) is { } record && processes.IsAlive(record.Pid, record.ProcessStartedAt) ? record : null;

    /// <summary>Removes the record at a clean stop; another head's record stays.</summary>
    public static void Remove(DataFolder data, int pid)
    {
        if (Read(data)?.Pid == pid)
        {
            File.Delete(data.HeadFile);
        }
    }

    /// <summary>What the file says, whether or not the process lives; null where it is absent or unreadable.</summary>
    public static HeadRecord? Read(DataFolder data)
    {
        try
        {
            return JsonSerializer.Deserialize<HeadRecord>(File.ReadAllBytes(data.HeadFile), FineTuneJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
