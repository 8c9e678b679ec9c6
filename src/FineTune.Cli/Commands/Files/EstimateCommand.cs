using System.CommandLine;
using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Validating;
using FineTune.Cli.Views;
using FineTune.Core;
using FineTune.Core.Billing.Estimates;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Reading;

namespace FineTune.Cli.Commands.Files;

/// <summary><c>finetune estimate</c>: tokens, epochs and cost of files as drops, for each model that can be trained. Offline.</summary>
internal static class EstimateCommand
{
    public static Command Create(CliContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of examples: JSON Lines, a JSON array, CSV or TSV, compressed by gzip or not.", Arity = ArgumentArity.OneOrMore };
        var settings = new Option<string?>("--lineage-settings") { Description = "Settings file of the lineage that the files are for. Default: default settings.", HelpName = "FILE" };
        var models = new Option<string[]>("--model")
        {
            Description = "Only these base models, with or without their date. Default: all models of the price list.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("estimate", "Tokens, epochs and cost of files as drops, for each model that can be trained. Offline.") { files, settings, models, format };
        command.SetAction((result, cancellationToken) => RunAsync(
            context, result.GetValue(files)!, result.GetValue(settings), result.GetValue(models) ?? [], result.GetValue(format) == "json", cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext context, string[] paths, string? settingsPath, string[] models, bool asJson, CancellationToken cancellationToken)
    {
        var settings = settingsPath is null ? null : ReadSettings(settingsPath);
        var estimator = Estimator(context);
        var estimates = new List<FileEstimate>();
        var trainer = settings?.Models.Trainer;
        var validation = new OfflineValidation(trainer?.PricedAs ?? trainer?.Model ?? models.FirstOrDefault() ?? CommonOptions.DefaultModel, settings?.Safety);
        foreach (var path in paths)
        {
            DropSource.Open(path).Dispose();
            var file = await validation.RunAsync(path, cancellationToken);
            estimates.Add(new FileEstimate(path, file.Totals.Valid, file.Totals.Tokens, file.Refusal, Only(estimator.Of(file, settings), models)));
        }

        if (asJson)
        {
            context.Out.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(estimates, FineTuneJson.Indented));
        }
        else
        {
            estimates.ForEach(estimate => EstimateView.Show(context.Out, estimate));
        }

        return estimates.Exists(estimate => estimate.Refusal is not null) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static OfflineEstimate Estimator(CliContext context)
    {
        try
        {
            return new OfflineEstimate(context.Time.GetUtcNow());
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException(e.Message, "Correct the file or the setting, and try again.", ExitCodes.Usage, e);
        }
    }

    private static LineageSettings ReadSettings(string path)
    {
        using var file = DropSource.Open(path);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (settings, error) = LineageSettingsReader.Parse(bytes);
        return settings ?? throw new CommandException($"'{path}': {error}", "docs/schemas/lineage.json describes a lineage's settings.", ExitCodes.Usage);
    }

    private static DropEstimate? Only(DropEstimate? estimate, string[] models)
    {
        if (estimate is null || models.Length == 0)
        {
            return estimate;
        }

        if (models.FirstOrDefault(model => !estimate.Training.Any(row => IsNamed(row.Model, model))) is { } unknown)
        {
            throw new CommandException(
                $"The price list has no trainable model '{unknown}'.",
                $"Name one of these, or add it to the price file (setting Prices__Path): {string.Join(", ", estimate.Training.Select(row => row.Model).Distinct())}.",
                ExitCodes.Usage);
        }

        return estimate with { Training = [.. estimate.Training.Where(row => models.Any(model => IsNamed(row.Model, model)))] };
    }

    private static bool IsNamed(string model, string name) =>
        model.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (model.StartsWith(name + "-", StringComparison.OrdinalIgnoreCase) && model.Length > name.Length + 1 && char.IsAsciiDigit(model[name.Length + 1]));
}
