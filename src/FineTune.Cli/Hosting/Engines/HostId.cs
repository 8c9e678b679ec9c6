using System.Security.Cryptography;
using System.Text;
using FineTune.Cli.Data;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>
/// Tells one installation from the others on a shared hub. It stays the same after a restart, so that a host that was killed gets back at once
/// what it held. Only one host at a time uses a data folder; a copy of the folder elsewhere has another id.
/// </summary>
internal static class HostId
{
    public static Guid Of(DataFolder data)
    {
        if (!File.Exists(data.HostIdFile))
        {
            PrivateFile.Replace(data.HostIdFile, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")));
        }

        var text = $"{File.ReadAllText(data.HostIdFile).Trim()}\n{Environment.MachineName}\n{data.Path}";
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
