using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;
using Spectre.Console;

namespace FineTune.Cli.Tests;

/// <summary>A command line whose output is kept and whose environment is empty.</summary>
internal sealed class TestCli : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public TestCli(IHostParts? parts = null, IProcessTable? processes = null, TimeProvider? time = null) => Context = new CliContext(
        Console(_out), Console(_error), _ => null, processes ?? new ProcessTable(), time ?? TimeProvider.System, parts ?? new FakeHostParts());

    public CliContext Context { get; }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, Context, Xunit.TestContext.Current.CancellationToken);

    public static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 240;
        return console;
    }
}
