using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using FineTune.Cli.Errors;
using FineTune.Cli.Files;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Datasets.Conversion;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Shapes;
using Spectre.Console;

namespace FineTune.Cli.Commands.Files;

/// <summary><c>finetune convert</c>: writes a file in another shape and reports what is lost.</summary>
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
        var file = new Argument<string>("FILE") { Description = "File of examples in any shape: JSON Lines, a JSON array, CSV or TSV, compressed by gzip or not." };
        var to = new Option<string>("--to") { Description = $"Shape to write: {string.Join(", ", Shapes.Keys)}.", HelpName = "SHAPE", Required = true };
        to.AcceptOnlyFromAmong([.. Shapes.Keys]);
        var output = new Option<string?>("--out") { Description = "File to write. Its extension selects the format: .jsonl, .json, .csv, .tsv, also with .gz. Default: JSON Lines to standard output.", HelpName = "FILE" };
        var strict = new Option<bool>("--strict") { Description = "Exit 1 when anything is lost." };
        var force = CommonOptions.Force();
        var command = new Command("convert", "Write a file in another shape and report what is lost. Exits 1 when a line could not be converted.") { file, to, output, strict, force };
        command.SetAction((result, cancellationToken) => RunAsync(
            context, result.GetValue(file)!, Shapes[result.GetValue(to)!], result.GetValue(output), result.GetValue(strict), result.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext context, string path, InputShape target, string? outputPath, bool strict, bool force, CancellationToken cancellationToken)
    {
        var result = new ConvertedFile();
        if (outputPath is null)
        {
            await foreach (var line in LinesAsync(path, target, result, cancellationToken))
            {
                context.Out.Profile.Out.Writer.Write(Encoding.UTF8.GetString(line) + "\n");
            }
        }
        else
        {
            await using var output = OutputFile.Create(outputPath, path, force);
            await using var writer = new FormatWriter(output.Stream, DropFormat.Of(outputPath) ?? FormatKind.JsonLines, target);
            await foreach (var line in LinesAsync(path, target, result, cancellationToken))
            {
                await writer.WriteAsync(line, cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
            await output.CommitAsync(cancellationToken);
        }

        Show(outputPath is null ? context.Error : context.Out, path, target, result);
        return result.Failed > 0 || (strict && result.Losses.Count > 0) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static async IAsyncEnumerable<byte[]> LinesAsync(
        string path, InputShape target, ConvertedFile result, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LineFile.ReadUnpackedAsync(path, cancellationToken))
        {
            foreach (var converted in result.Add(line, target))
            {
                yield return converted;
            }
        }
    }

    private static void Show(IAnsiConsole console, string path, InputShape target, ConvertedFile result)
    {
        console.Line(
            $"{path}: {Words.Count(result.Lines)} lines = {Words.Count(result.Converted)} converted + {Words.Count(result.Failed)} not converted; "
            + $"{Words.Count(result.Written)} lines of the shape {ShapeCensus.Name(target)} written, {Words.Count(result.Blank)} blank lines skipped.");
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
