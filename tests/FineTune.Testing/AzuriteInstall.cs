using System.ComponentModel;
using System.Diagnostics;

namespace FineTune.Testing;

/// <summary>Installs Azurite from the lock file, unless it is there; processes that start together wait for the first.</summary>
internal static class AzuriteInstall
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task EnsureAsync(string folder)
    {
        // npm writes this file last.
        var done = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.Exists(done))
        {
            return;
        }

        using var _ = await LockAsync(Path.Combine(Path.GetTempPath(), $"finetune-azurite-{folder.Aggregate(17u, (h, c) => unchecked((h * 31) + c))}.lock"));
        if (!File.Exists(done))
        {
            await InstallAsync(folder);
        }
    }

    private static async Task InstallAsync(string folder)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm does not start.");
            var output = npm.StandardOutput.ReadToEndAsync();
            var errors = npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"'npm ci' in {folder} failed: {await errors}{await output}");
            }
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException("npm is not installed. The tests over Azure Storage need Node.js 20 or later.", error);
        }
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (started.Elapsed < Patience)
            {
                await Task.Delay(200);
            }
        }
    }
}
