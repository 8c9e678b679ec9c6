using Spectre.Console;

namespace FineTune.Cli.Output;

/// <summary>Lines that are printed as they are: no markup, no wrapping.</summary>
internal static class ConsoleExtensions
{
    public static void Line(this IAnsiConsole console, string text = "")
    {
        if (console.Profile.Capabilities.Interactive)
        {
            console.WriteLine(text);
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }
}
