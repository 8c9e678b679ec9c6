using System.CommandLine;
using System.Text;
using FineTune.Cli.Errors;
using FineTune.Cli.Files;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Datasets.Fixes;
using FineTune.Datasets.Rules;

namespace FineTune.Cli.Commands.Files;

/// <summary><c>finetune fix</c>: fixes what needs no guessing, and shows every change.</summary>
internal static class FixCommand
{
    private const string StandardOutput = "-";

    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "JSONL file: one example per line, in any shape. It is not changed." };
        var output = new Option<string?>("--out")
        {
            Description = "File to write the fixed lines to. With -, they go to standard output and the diff to standard error. Default: only the diff is shown.",
            HelpName = "FILE",
        };
        var apply = new Option<string?>("--apply")
        {
            Description = $"What to fix, separated by commas. Default: all of {string.Join(", ", FileFixer.Fixable.Order(StringComparer.Ordinal))}.",
            HelpName = "RULE,...",
        };
        var force = CommonOptions.Force();
        var command = new Command("fix", "Fix what needs no guessing, and show the changes as a unified diff.") { file, output, apply, force };
        command.SetAction((result, cancellationToken) => RunAsync(
            context, result.GetValue(file)!, result.GetValue(output), Rules(result.GetValue(apply)), result.GetValue(force), cancellationToken));
        return command;
    }

    private static IReadOnlySet<string> Rules(string? apply)
    {
        if (apply is null)
        {
            return FileFixer.Fixable;
        }

        var rules = apply.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        return rules.FirstOrDefault(rule => !FileFixer.Fixable.Contains(rule)) is { } unknown
            ? throw new CommandException(
                RuleBook.Find(unknown) is { } rule ? $"{unknown} ({rule.Title}) cannot be fixed without guessing." : $"There is no rule '{unknown}'.",
                $"Fixable are {string.Join(", ", FileFixer.Fixable.Order(StringComparer.Ordinal))}.", ExitCodes.Usage)
            : rules;
    }

    private static async Task<int> RunAsync(
        CliContext context, string path, string? outputPath, IReadOnlySet<string> rules, bool force, CancellationToken cancellationToken)
    {
        var toStandardOutput = outputPath == StandardOutput;
        var console = toStandardOutput ? context.Error : context.Out;
        var result = new FixedFile(path, rules);
        var diff = new LineDiff(console, path, outputPath is null or StandardOutput ? path : outputPath);
        await using (var output = outputPath is null or StandardOutput ? null : OutputFile.Create(outputPath, path, force))
        {
            await result.RunAsync(diff, WriteAsync, cancellationToken);
            if (output is not null)
            {
                await output.CommitAsync(cancellationToken);
            }

            async Task WriteAsync(ReadOnlyMemory<byte> line)
            {
                if (output is not null)
                {
                    await output.WriteLineAsync(line, cancellationToken);
                }
                else if (toStandardOutput)
                {
                    context.Out.Profile.Out.Writer.Write(Encoding.UTF8.GetString(line.Span) + "\n");
                }
            }
        }

        foreach (var text in Summary(path, result, outputPath is null))
        {
            console.Line(text);
        }

        return ExitCodes.Ok;
    }

    private static IEnumerable<string> Summary(string path, FixedFile result, bool dryRun)
    {
        if (result is { Changed: 0, Removed: 0, LineEnds: 0, ByteOrderMark: false })
        {
            yield return $"{path}: nothing to fix in {Words.Count(result.Lines)} lines.";
            yield break;
        }

        yield return $"{path}: {Words.Count(result.Lines)} lines, {Words.Count(result.Changed)} fixed, {Words.Count(result.Removed)} removed.";
        foreach (var (rule, lines) in result.Fixed)
        {
            yield return $"  {rule}: {Words.Count(lines)} lines ({RuleBook.Find(rule)?.Title ?? "blank"})";
        }

        if (result.LineEnds > 0 || result.ByteOrderMark)
        {
            yield return $"  {FileFixer.Layout}: {Words.Count(result.LineEnds)} line ends changed to '\\n'{(result.ByteOrderMark ? ", byte order mark removed" : "")}";
        }

        if (dryRun)
        {
            yield return "Nothing was written. To write the fixed lines, name a file with --out.";
        }
    }
}
