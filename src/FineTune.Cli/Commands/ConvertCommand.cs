using System.CommandLine;
using System.Text;
using FineTune.Cli.Files;
using FineTune.Cli.Views;
using FineTune.Core.Datasets;
using FineTune.Core.Datasets.Conversion;
using Spectre.Console;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune convert</c>: a file in another shape, and what it loses on the way.</summary>
internal static class ConvertCommand
{
    private const int MaxFailuresShown = 20;

    private static readonly Dictionary<string, InputShape> Shapes = new(StringComparer.Ordinal)
    {
        ["chat"] = InputShape.Chat,
        ["instruction"] = InputShape.Instruction,
        ["prompt-completion"] = InputShape.PromptCompletion,
        ["self-instruct"] = InputShape.SelfInstruct,
        ["preference"] = InputShape.Preference,
    };

    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "JSONL file: one example per line, in any shape." };
        var to = new Option<string>("--to") { Description = $"Shape to write: {string.Join(", ", Shapes.Keys)}.", HelpName = "SHAPE", Required = true };
        to.AcceptOnlyFromAmong([.. Shapes.Keys]);
        var output = new Option<string?>("--out") { Description = "File to write. Default: standard output.", HelpName = "FILE" };
        var strict = new Option<bool>("--strict") { Description = "Exit 1 when anything is lost." };
        var force = CommonOptions.Force();
        var command = new Command("convert", "Write a file in another shape. Says what is lost; exits 1 when a line could not be converted.") { file, to, output, strict, force };
        command.SetAction((result, cancellationToken) => RunAsync(
            context, result.GetValue(file)!, Shapes[result.GetValue(to)!], result.GetValue(output), result.GetValue(strict), result.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext context, string path, InputShape target, string? outputPath, bool strict, bool force, CancellationToken cancellationToken)
    {
        var result = new ConvertedFile();
        await using (var output = outputPath is null ? null : OutputFile.Create(outputPath, path, force))
        {
            await foreach (var line in LineFile.ReadAsync(path, cancellationToken))
            {
                foreach (var converted in result.Add(line, target))
                {
                    if (output is null)
                    {
                        context.Out.Profile.Out.Writer.Write(Encoding.UTF8.GetString(converted) + "\n");
                    }
                    else
                    {
                        await output.WriteLineAsync(converted, cancellationToken);
                    }
                }
            }

            if (output is not null)
            {
                await output.CommitAsync(cancellationToken);
            }
        }

        Show(outputPath is null ? context.Error : context.Out, path, target, result);
        return result.Failed > 0 || (strict && result.Losses.Count > 0) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static void Show(IAnsiConsole console, string path, InputShape target, ConvertedFile result)
    {
        console.Line(
            $"{path}: {Words.Count(result.Lines)} lines = {Words.Count(result.Converted)} converted + {Words.Count(result.Failed)} not; "
            + $"{Words.Count(result.Written)} lines of the shape {ShapeCensus.Name(target)} written, {Words.Count(result.Blank)} blank ones left out.");
        foreach (var (loss, (lines, first)) in result.Losses)
        {
            console.Line($"  lost in {Words.Count(lines)} lines (first: {first}): {ConversionLossText.Of(loss)}");
        }

        foreach (var (line, reason) in result.Failures.Take(MaxFailuresShown))
        {
            console.Line($"  line {line} not converted: {reason}");
        }

        if (result.Failures.Count > MaxFailuresShown)
        {
            console.Line($"  ... and {Words.Count(result.Failures.Count - MaxFailuresShown)} more.");
        }
    }
}
