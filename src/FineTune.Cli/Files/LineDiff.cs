using System.Text;
using FineTune.Cli.Output;
using Spectre.Console;

namespace FineTune.Cli.Files;

/// <summary>A unified diff without context, printed as the lines come. Line ends are not shown.</summary>
internal sealed class LineDiff(IAnsiConsole console, string oldName, string newName)
{
    private static readonly Style Removed = new(Color.Red);
    private static readonly Style Added = new(Color.Green);
    private bool _started;

    /// <param name="oldNumber">1-based.</param>
    /// <param name="newNumber">1-based; of the line before, where the line goes.</param>
    public void Add(long oldNumber, ReadOnlyMemory<byte> oldLine, long newNumber, ReadOnlyMemory<byte>? newLine)
    {
        if (!_started)
        {
            _started = true;
            Write($"--- {oldName}", null);
            Write($"+++ {newName}", null);
        }

        Write(newLine is null ? $"@@ -{oldNumber} +{newNumber},0 @@" : $"@@ -{oldNumber} +{newNumber} @@", null);
        Write("-" + Text(oldLine), Removed);
        if (newLine is { } line)
        {
            Write("+" + Text(line), Added);
        }
    }

    /// <summary>Control characters would speak to the terminal.</summary>
    private static string Text(ReadOnlyMemory<byte> line) =>
        string.Concat(Encoding.UTF8.GetString(line.Span).Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c));

    private void Write(string text, Style? style)
    {
        if (style is not null && console.Profile.Capabilities.Interactive)
        {
            console.WriteLine(text, style);
        }
        else
        {
            console.Line(text);
        }
    }
}
