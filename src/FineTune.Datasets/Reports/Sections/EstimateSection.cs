using FineTune.Core.Billing.Estimates;
using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>What the drop costs on its way to a model, by base model.</summary>
internal static class EstimateSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Estimate is not { } estimate)
        {
            return;
        }

        page.Add($"<section><h2>Tokens, epochs and cost</h2>\n");
        foreach (var warning in estimate.Warnings)
        {
            page.Add($"<p><span class=\"warning\">warning</span> {warning}</p>\n");
        }

        if (estimate.Preparation.Count > 0)
        {
            page.Table(
                "Generation and judging of this drop", ["Stage", "Model", "Endpoint", "Calls", "Expected", "At most", "Note"],
                estimate.Preparation.Select(stage => new Cell[]
                {
                    stage.Stage.ToString(), stage.Model, stage.Endpoint, stage.Calls, Cost(stage.Cost?.ExpectedUsd), Cost(stage.Cost?.AtMostUsd), stage.Note,
                }));
        }

        page.Table(
            "Training and evaluation for each model of the price list; totals include generation and judging",
            ["Base model", "At", "Tokens", "Epochs", "Training", "Evaluation", "Total, expected", "Total, at most", "Trainable until", "Note"],
            estimate.Training.Select(Row));
        page.Add($"<p class=\"soft\"><small>{Dates(estimate)}</small></p>\n");
        page.Add($"<details><summary>Assumptions</summary><ul class=\"plain\">\n");
        foreach (var assumption in estimate.Assumptions)
        {
            page.Add($"<li>{assumption}</li>\n");
        }

        page.Add($"</ul></details></section>\n");
    }

    /// <summary>When the prices were looked up, by endpoint kind; the oldest counts.</summary>
    private static string Dates(DropEstimate estimate) => "US dollars. Prices are from " + string.Join(
        ", ", estimate.Training.Where(row => row.PricesAsOf != DateOnly.MinValue).GroupBy(row => row.Kind)
            .Select(kind => $"{Words.Date(kind.Min(row => row.PricesAsOf))} ({kind.Key})")) + ".";

    private static Cell[] Row(TrainingEstimate row) =>
    [
        row.IsBase ? new Cell(row.Model + " (base model)", Class: "own") : new Cell(row.Model, Class: "nw"), row.Kind.ToString(),
        new((row.Exact ? "" : "about ") + Words.Count(row.Tokens), IsNumber: true), row.Epochs,
        Cost(row.Training.ExpectedUsd), Cost(row.Evaluation?.ExpectedUsd), Cost(row.Total?.ExpectedUsd), Cost(row.Total?.AtMostUsd),
        row.CanBeTrained ? new Cell(Words.Date(row.TrainableUntil ?? row.ShutdownDate), Class: "nw") : new Cell("no longer", Class: "error"),
        row.Warning,
    ];

    private static Cell Cost(decimal? usd) => new(usd is { } known ? Words.Cost(known) : "not known", IsNumber: true);
}
