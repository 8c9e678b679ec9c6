using FineTune.Cli;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;
using Spectre.Console;

namespace FineTune.EndToEnd.Tests;

/// <summary>The command line with its real parts, in this process: for commands that start no host.</summary>
internal static class InProcessCli
{
    private const int Width = 400;

    /// <summary>Runs a command and checks its exit code. Returns what it printed, errors included.</summary>
    public static async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        using var output = new StringWriter();
        var context = new CliContext(Console(output), Console(output), _ => null, new ProcessTable(), TimeProvider.System, new LocalHostParts());
        var code = await CommandLine.RunAsync(arguments, context, TestContext.Current.CancellationToken);
        Assert.True(code == exitCode, $"Expected exit code {exitCode}, got {code}:\n{output}");
        return output.ToString();
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        return console;
    }
}
