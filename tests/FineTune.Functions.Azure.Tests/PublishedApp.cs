using System.Diagnostics;
using System.Reflection;
using FineTune.Testing;

namespace FineTune.Functions.Azure.Tests;

/// <summary>The function app as it is deployed: published from what this test run has built, or the folder that FINETUNE_PUBLISHED_APP names.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public string Path { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("FINETUNE_PUBLISHED_APP") is { Length: > 0 } published)
        {
            Path = published;
            return;
        }

        Path = System.IO.Path.Combine(_folder.Path, "app");
        var configuration = typeof(PublishedApp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "Configuration").Value!;
        var project = System.IO.Path.Combine(RepositoryRoot.Path, "src", "FineTune.Functions.Azure");
        var (exitCode, output) = await RunAsync("publish", project, "-c", configuration, "--no-build", "-o", Path, "--nologo");
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Runs <c>dotnet</c> to its end; both of its outputs, one behind the other.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
