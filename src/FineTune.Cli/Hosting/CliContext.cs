using FineTune.Cli.Hosting.Processes;
using Spectre.Console;

namespace FineTune.Cli.Hosting;

/// <summary>What the commands see of the world.</summary>
internal sealed record CliContext(
    IAnsiConsole Out, IAnsiConsole Error, Func<string, string?> Environment, IProcessTable Processes, TimeProvider Time, IHostParts Parts)
{
    /// <summary>Columns of output that goes to a file or a pipe.</summary>
    private const int PipedWidth = 180;

    public static CliContext Create() => new(
        Console(System.Console.Out, System.Console.IsOutputRedirected),
        Console(System.Console.Error, System.Console.IsErrorRedirected),
        System.Environment.GetEnvironmentVariable,
        new ProcessTable(),
        TimeProvider.System,
        new LocalHostParts());

    private static IAnsiConsole Console(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (redirected)
        {
            console.Profile.Width = PipedWidth;
            console.Profile.Capabilities.Interactive = false;
        }

        return console;
    }
}
