using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using FineTune.Cli.Data;
using FineTune.Cli.Hosting.Logging;
using FineTune.Cli.Hosting.Processes;
using FineTune.EndToEnd.Tests.Torture;
using Microsoft.Extensions.Logging;

namespace FineTune.EndToEnd.Tests;

/// <summary>The data folder in the hands of two processes, of a damaged file, and of a full disk.</summary>
public sealed class DataFolderTests
{
    [Fact]
    public async Task Up_SecondProcess_IsRefusedWithThePidOfTheFirst()
    {
        using var data = new TemporaryData();
        await using var first = await UpAsync(data);

        var refusal = await FinetuneProcess.RunAsync(3, "up", "--port", "0", "--data", data.Path);

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {first.Id}"), refusal, StringComparison.Ordinal);
        Assert.Contains("--data", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_WhileTheHolderIsStarting_NamesTheHolderNotTheHostThatWasKilledBefore()
    {
        using var data = new TemporaryData();
        var folder = new DataFolder(data.Path);
        HostProcessFile.Write(folder, new HostProcessRecord("http://127.0.0.1:1", 999_999, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "a local folder"));
        using var holder = HostLock.Take(folder);

        var refusal = Assert.Throws<FineTune.Cli.Errors.CommandException>(() => HostLock.Take(folder).Dispose());

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}."), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_DamagedDatabase_IsRefusedNotRepaired()
    {
        using var data = new TemporaryData();
        await using (var host = await UpAsync(data))
        {
            await host.KillAsync();
        }

        Assert.Equal("ok", EngineState.Read(data)!.Integrity);
        var database = Path.Combine(data.Path, "engine.db");
        var bytes = await File.ReadAllBytesAsync(database);
        Random.Shared.NextBytes(bytes.AsSpan(4096));
        await File.WriteAllBytesAsync(database, bytes);

        var refusal = await FinetuneProcess.RunAsync(3, "up", "--port", "0", "--data", data.Path);

        Assert.Contains("is damaged", refusal, StringComparison.Ordinal);
        Assert.Contains("Restore it from a copy, or move it away", refusal, StringComparison.Ordinal);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await File.ReadAllBytesAsync(database)));
    }

    [Fact]
    public async Task Try_DiskFull_LosesNothingAndEndsWhenThereIsRoom()
    {
        using var data = new TemporaryData();
        var failure = await RunAsync("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", data.Path);
        Assert.SkipWhen(failure is not null, $"No small file system can be mounted here: {failure}");
        try
        {
            // Room to start in, and less than the pipeline needs.
            var ballast = Path.Combine(data.Path, "ballast");
            await using (var host = await UpAsync(data))
            {
                await host.KillAsync();
            }

            Fill(ballast, data.Path, leave: 96 * 1024);
            await using var process = FinetuneProcess.Start("try", "--data", data.Path);
            var ended = process.WaitAsync();
            await UntilFullAsync(data.Path, ended);
            File.Delete(ballast);

            // The host that met the full disk may go on or stop with a message; nothing is lost either way.
            await ended;
            Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at FineTune", process.Output, StringComparison.Ordinal);
            await FinetuneProcess.RunAsync(0, "try", "--data", data.Path);
            Assert.Equal(["0001.json", "0002.json"], data.Texts("registry/support/versions", "*.json").Keys);
            Assert.Equal(2, TryTests.Jobs(data));
            Assert.Equal("ok", EngineState.Read(data)!.Integrity);
        }
        finally
        {
            await RunAsync("umount", "-l", data.Path);
        }
    }

    [Fact]
    public void Log_DiskFull_DoesNotDisturbTheWork()
    {
        const string full = "/dev/full";
        Assert.SkipUnless(File.Exists(full), $"This system has no {full}.");
        using var provider = new FileLoggerProvider(full, TimeProvider.System);
        var logger = provider.CreateLogger("test");

        logger.LogError(new InvalidOperationException("inner"), "Nobody can write this down.");
        logger.LogError("Nor this.");
    }

    /// <summary>A host that is ready.</summary>
    private static async Task<FinetuneProcess> UpAsync(TemporaryData data)
    {
        var before = data.Changed("host-process.json");
        var host = FinetuneProcess.Start("up", "--port", "0", "--data", data.Path);
        var ended = host.WaitAsync();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (data.Changed("host-process.json") == before)
        {
            Assert.False(ended.IsCompleted, host.Output);
            await pause.WaitForNextTickAsync();
        }

        return host;
    }

    private static void Fill(string ballast, string folder, long leave)
    {
        using var file = File.Create(ballast);
        file.Write(new byte[Math.Max(0, new DriveInfo(folder).AvailableFreeSpace - leave)]);
    }

    private static async Task UntilFullAsync(string folder, Task ended)
    {
        var drive = new DriveInfo(folder);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!ended.IsCompleted && drive.AvailableFreeSpace > 4096)
        {
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>What the command complained about; null when it did what it should.</summary>
    private static async Task<string?> RunAsync(string command, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
