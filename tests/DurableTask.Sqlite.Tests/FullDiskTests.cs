using System.Diagnostics;
using System.Runtime.Versioning;
using DurableTask.Core;

namespace DurableTask.Sqlite.Tests;

/// <summary>A file system that is really full. It takes root to mount one, so the test is skipped elsewhere.</summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("durabletask-sqlite-").FullName;
    private readonly bool _mounted;

    public FullDiskTests() => _mounted = Environment.IsPrivilegedProcess && Run($"mount -t tmpfs -o size=4m tmpfs {_folder}");

    public void Dispose()
    {
        if (_mounted)
            Run($"umount {_folder}");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Write_NoSpaceLeft_WaitsForSpaceAndLosesNothing()
    {
        Assert.SkipUnless(_mounted, "A file system of a fixed size cannot be mounted here.");
        string ballast = Path.Combine(_folder, "ballast");
        var logs = new LogCollector();
        await using TestHub hub = await TestHub.StartAsync(Samples.App(), path: Path.Combine(_folder, "work", "hub.db"), loggers: logs);
        await hub.RunAsync("Chain", 3, "before");
        Fill(ballast);

        string longId = new('x', 2000);
        Task<OrchestrationState>[] runs = [.. Enumerable.Range(0, 50).Select(i => hub.RunAsync("Chain", 5, $"{longId}{i}"))];
        await hub.UntilAsync(() => logs.Critical.Count == 1);
        Assert.Equal("3", (await hub.Service.GetOrchestrationStateAsync("before", null))!.Output);
        File.Delete(ballast);

        Assert.All(await Task.WhenAll(runs), end => Assert.Equal("5", end.Output));
    }

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static bool Run(string command)
    {
        string[] words = command.Split(' ');
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
