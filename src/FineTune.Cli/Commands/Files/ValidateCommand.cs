using System.CommandLine;
using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Cli.Validating;
using FineTune.Cli.Views;
using FineTune.Core;
using FineTune.Core.Lineages;
using FineTune.Datasets.Reports.Sections;
using FineTune.Datasets.Shapes;
using FineTune.Datasets.Validation;

namespace FineTune.Cli.Commands.Files;

/// <summary><c>finetune validate</c>: the report that a drop would get, offline.</summary>
internal static class ValidateCommand
{
    private static readonly string[] Formats = ["table", "json", "sarif", "html"];

    public static Command Create(CliContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of examples: JSON Lines, a JSON array, CSV or TSV, compressed by gzip or not.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format") { Description = "table, json, sarif or html (one file).", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong(Formats);
        var model = new Option<string?>("--model")
        {
            Description = $"Base model whose token encoding and limits apply. Default: the trainer of --lineage-settings, else {CommonOptions.DefaultModel}.",
            HelpName = "NAME",
        };
        var settings = new Option<string?>("--lineage-settings") { Description = "Settings file of a lineage. Its safety policy and trainer apply.", HelpName = "FILE" };
        var noTokens = new Option<bool>("--no-tokens") { Description = "Skip token counts and the rules that need them. Several times faster." };
        var against = new Option<string[]>("--against")
        {
            Description = "Evaluation sets, as JSONL. Lines that repeat one of their items are rejected, as in a lineage whose settings name them. Can be given several times.",
            HelpName = "FILE",
        };
        var command = new Command("validate", "Check files as a drop would be checked, offline. Exits 1 when a line would be rejected.")
        {
            files, format, model, settings, against, noTokens,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            context, result.GetValue(files)!, result.GetValue(format)!, Validation(result.GetValue(model), result.GetValue(settings), result.GetValue(against) ?? [], !result.GetValue(noTokens)), cancellationToken));
        return command;
    }

    private static OfflineValidation Validation(string? model, string? settingsFile, string[] against, bool countTokens)
    {
        var settings = settingsFile is null ? null : SettingsFile.Read(settingsFile);
        var trainer = settings?.Models.Trainer;
        return new OfflineValidation(model ?? trainer?.PricedAs ?? trainer?.Model ?? CommonOptions.DefaultModel, settings?.Safety, countTokens)
        {
            Against = new EvaluationFiles(against, settings?.Decontamination ?? new DecontaminationSettings()),
        };
    }

    private static async Task<int> RunAsync(CliContext context, string[] paths, string format, OfflineValidation validation, CancellationToken cancellationToken)
    {
        if (format == "html" && paths.Length > 1)
        {
            throw new CommandException("--format html takes one file only.", "Name one file, or use --format json or sarif.", ExitCodes.Usage);
        }

        var validated = new List<ValidatedFile>();
        await ByteProgress.RunAsync(
            context.Error, [.. paths.Select(path => (Path.GetFileName(path), Length(path)))],
            async (i, progress) => validated.Add(await validation.RunAsync(paths[i], cancellationToken, progress)));
        Show(context, validated, format);
        return validated.Exists(file => file.HasErrors) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static long Length(string path)
    {
        using var file = DropSource.Open(path);
        return file.Length;
    }

    private static void Show(CliContext context, List<ValidatedFile> files, string format)
    {
        var now = context.Time.GetUtcNow();
        var output = context.Out.Profile.Out.Writer;
        switch (format)
        {
            case "json":
                output.WriteLine(JsonSerializer.Serialize(files.Select(file => ValidationReport.Create(file, now)), FineTuneJson.Indented));
                break;
            case "sarif":
                output.WriteLine(SarifLog.Create(files).ToJsonString(FineTuneJson.Indented));
                break;
            case "html":
                output.WriteLine(ReportPage.Render(ValidationReport.Create(files[0], now)));
                break;
            default:
                files.ForEach(file => ShowTable(context, file));
                break;
        }
    }

    private static string Shape(ValidationTotals totals) =>
        (totals.Shape is { } shape ? $" ({ShapeCensus.Name(shape)})" : "") + (totals.Expanded > 0 ? $" + {Words.Count(totals.Expanded)} further examples" : "");

    private static void ShowTable(CliContext context, ValidatedFile file)
    {
        if (file.Findings.Count > 0)
        {
            context.Out.Write(FindingsTable.Create(file));
        }

        var totals = file.Totals;
        context.Out.Line(
            $"{file.Path}: {Words.Count(totals.Lines)} lines{Shape(totals)}, {Words.Count(totals.Valid)} valid, {Words.Count(totals.Rejected)} rejected, "
            + $"{Words.Count(totals.Blank)} blank; {(file.TokensCounted ? $"{Words.Count(totals.Tokens)} tokens" : "tokens not counted")}.");
        if (new OfflineEstimate(context.Time.GetUtcNow()).Of(file) is { } estimate && EstimateView.Summary(estimate) is { } costs)
        {
            context.Out.Line(costs);
        }

        if (file.Refusal is not null)
        {
            context.Out.Line($"It would be refused: {file.Refusal}");
        }
    }
}
