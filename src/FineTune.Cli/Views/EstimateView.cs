using FineTune.Cli.Output;
using FineTune.Cli.Validating;
using FineTune.Core.Billing.Estimates;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>What a file would cost as a drop.</summary>
internal static class EstimateView
{
    public static void Show(IAnsiConsole console, FileEstimate file)
    {
        console.Line($"{file.File}: {Words.Count(file.Valid)} valid lines, {Words.Count(file.Tokens)} tokens.");
        if (file.Refusal is not null)
        {
            console.Line($"It would be refused: {file.Refusal}");
        }

        if (file.Estimate is not { } estimate)
        {
            return;
        }

        if (estimate.Preparation.Count > 0)
        {
            console.Write(Preparation(estimate));
        }

        console.Write(Training(estimate));
        foreach (var note in estimate.Warnings.Select(warning => "warning: " + warning).Concat(estimate.Assumptions))
        {
            console.Line(note);
        }

        console.Line();
    }

    /// <summary>The span of costs over the models that can be trained today, in a line; null where there are none.</summary>
    public static string? Summary(DropEstimate estimate)
    {
        var costs = estimate.Training.Where(row => row is { CanBeTrained: true, Total: not null }).OrderBy(row => row.Total!.ExpectedUsd).ToList();
        return costs.Count == 0 ? null
            : $"Expected cost of a new model: {Words.Cost(costs[0].Total!.ExpectedUsd)} ({costs[0].Model}, {costs[0].Kind}) to {Words.Cost(costs[^1].Total!.ExpectedUsd)} ({costs[^1].Model}, {costs[^1].Kind}); `finetune estimate` shows each.";
    }

    private static Table Preparation(DropEstimate estimate)
    {
        var table = new Table().Title("Generation and judging").Border(TableBorder.Rounded);
        table.AddColumns("stage", "model", "endpoint").AddColumn(new TableColumn("calls").RightAligned())
            .AddColumn(new TableColumn("expected").RightAligned()).AddColumn(new TableColumn("at most").RightAligned()).AddColumn("note");
        foreach (var stage in estimate.Preparation)
        {
            Add(table, Words.Word(stage.Stage), stage.Model, stage.Endpoint, Words.Count(stage.Calls), Cost(stage.Cost?.ExpectedUsd), Cost(stage.Cost?.AtMostUsd), stage.Note ?? "");
        }

        return table;
    }

    private static Table Training(DropEstimate estimate)
    {
        var table = new Table().Title("Training and evaluation, by base model").Border(TableBorder.Rounded).AddColumns("base model", "at");
        foreach (var number in new[] { "tokens", "epochs", "training", "evaluation", "total", "at most" })
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        table.AddColumns("prices of", "note");
        foreach (var row in estimate.Training)
        {
            Add(
                table, row.Model + (row.IsBase ? " (base model)" : ""), row.Kind.ToString(), (row.Exact ? "" : "about ") + Words.Count(row.Tokens), Words.Count(row.Epochs),
                Cost(row.Training.ExpectedUsd), Cost(row.Evaluation?.ExpectedUsd), Cost(row.Total?.ExpectedUsd), Cost(row.Total?.AtMostUsd),
                row.PricesAsOf == DateOnly.MinValue ? Words.None : row.PricesAsOf.ToString("O", System.Globalization.CultureInfo.InvariantCulture), row.Warning ?? "");
        }

        return table;
    }

    private static void Add(Table table, params IEnumerable<string> cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    private static string Cost(decimal? usd) => usd is { } known ? Words.Cost(Math.Round(known, 4)) : "not known";
}
