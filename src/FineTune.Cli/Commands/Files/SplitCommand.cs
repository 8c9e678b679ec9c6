using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Files;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Cli.Validating;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Validation;
using FineTune.Providers.Prices;
using FineTune.Providers.Tokens;

namespace FineTune.Cli.Commands.Files;

/// <summary><c>finetune split</c>: divides a file as the pipeline divides an increment.</summary>
internal static class SplitCommand
{
    public static Command Create(CliContext context)
    {
        var defaults = new SplitSettings();
        var file = new Argument<string>("FILE") { Description = "File of examples in any shape: JSON Lines, a JSON array, CSV or TSV, compressed by gzip or not." };
        var validation = Share("--validation", "validation", defaults.Validation);
        var retention = Share("--retention", "retention", defaults.Retention);
        var folder = new Option<string>("--out") { Description = "Folder for train.jsonl, validation.jsonl and retention.jsonl. Created if it does not exist.", HelpName = "DIR", Required = true };
        var salt = new Option<string?>("--salt", "--seed")
        {
            Description = "Selects which examples are held out; another salt selects others. Default: the ID of the file's bytes, as in the pipeline.",
            HelpName = "TEXT",
        };
        var model = CommonOptions.Model("Base model whose token limit applies.");
        var force = CommonOptions.Force();
        var command = new Command("split", "Divide a file into train, validation and retention, as chat. The same file and salt give the same parts.")
        {
            file, validation, retention, folder, salt, model, force,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            context, result.GetValue(file)!, defaults with { Validation = result.GetValue(validation), Retention = result.GetValue(retention) },
            result.GetValue(folder)!, result.GetValue(salt), result.GetValue(model)!, result.GetValue(force), cancellationToken));
        return command;
    }

    private static Option<double> Share(string name, string what, double byDefault)
    {
        var option = new Option<double>(name) { Description = $"Share of the examples for {what}, 0 to 0.5.", HelpName = "SHARE", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 0.5))
            {
                result.AddError($"{name} must be a share from 0 to 0.5, such as 0.1.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(
        CliContext context, string path, SplitSettings settings, string folder, string? salt, string model, bool force, CancellationToken cancellationToken)
    {
        salt ??= await DropSource.IdOfAsync(path, cancellationToken);
        var split = new SplitFile(path, Validator(model));
        var parts = await split.AssignAsync(settings, salt, cancellationToken);
        if (parts.Count == 0)
        {
            throw new CommandException($"'{path}' contains no valid example.", $"Find out why with `finetune validate {path}`.");
        }

        Directory.CreateDirectory(folder);
        var outputs = new Dictionary<SplitKind, OutputFile>();
        try
        {
            foreach (var kind in Enum.GetValues<SplitKind>())
            {
                outputs[kind] = OutputFile.Create(Path.Combine(folder, $"{Words.Word(kind)}.jsonl"), path, force);
            }

            await foreach (var row in split.RowsAsync(cancellationToken))
            {
                await outputs[parts[row.Id]].WriteLineAsync(ExampleJson.ToTrainingLine(row.Example), cancellationToken);
            }

            foreach (var output in outputs.Values)
            {
                await output.CommitAsync(cancellationToken);
            }
        }
        finally
        {
            foreach (var output in outputs.Values)
            {
                await output.DisposeAsync();
            }
        }

        Show(context, path, split, parts, folder);
        return split.Rejected > 0 ? ExitCodes.Failed : ExitCodes.Ok;
    }

    /// <summary>The checks of a drop, its token limit included.</summary>
    private static LineValidator Validator(string model) => new(new TokenCounter(), model, OfflineValidation.LimitOf(new JsonPriceBook(), model));

    private static void Show(CliContext context, string path, SplitFile split, IReadOnlyDictionary<string, SplitKind> parts, string folder)
    {
        var expanded = split.Expanded == 0 ? "" : $" + {Words.Count(split.Expanded)} further examples";
        context.Out.Line($"{path}: {Words.Count(split.Lines)} lines{expanded} = {Words.Count(split.Valid)} valid + {Words.Count(split.Rejected)} rejected.");
        var counts = Enum.GetValues<SplitKind>().Select(kind => $"{Words.Count(parts.Values.Count(part => part == kind))} {Words.Word(kind)}");
        context.Out.Line($"{Words.Count(split.Valid)} valid = {string.Join(" + ", counts)}, in {Path.GetFullPath(folder)}.");
        if (split.Rejected > 0)
        {
            context.Out.Line($"To see why lines were rejected, run `finetune validate {path}`.");
        }
    }
}
