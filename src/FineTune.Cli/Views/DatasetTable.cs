using FineTune.Cli.Output;
using FineTune.Functions.Api.Models;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>Drops of a lineage and what became of their lines.</summary>
internal static class DatasetTable
{
    public static Table Create(string lineage, IEnumerable<DatasetOverview> datasets)
    {
        var table = new Table().Title(Markup.Escape($"Datasets of {lineage}")).Border(TableBorder.Rounded);
        table.AddColumns("name", "dataset id", "outcome");
        foreach (var number in new[] { "lines", "rejected", "generated", "accepted", "train" })
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        table.AddColumn(new TableColumn("cost").RightAligned());
        table.AddColumn("reason");
        foreach (var dataset in datasets)
        {
            table.AddRow([.. Cells(dataset).Select(cell => new Text(cell))]);
        }

        return table;
    }

    /// <summary>How a drop ended, or where it is.</summary>
    public static string Outcome(DatasetOverview dataset) => dataset switch
    {
        { Outcome: null } => "waiting",
        { Outcome: "running", Status: { } status } => LineageTable.Work(status),
        _ => dataset.Outcome,
    };

    private static IEnumerable<string> Cells(DatasetOverview dataset)
    {
        yield return dataset.Name;
        yield return dataset.DatasetId;
        yield return Outcome(dataset);
        if (dataset.Counts is { } counts)
        {
            yield return Words.Count(counts.Lines);
            yield return Words.Count(counts.RejectedByRules + counts.RejectedByJudges);
            yield return Words.Count(counts.AcceptedGenerated);
            yield return Words.Count(counts.Accepted);
            yield return Words.Count(counts.Train);
        }
        else
        {
            for (var i = 0; i < 5; i++)
            {
                yield return Words.None;
            }
        }

        yield return Words.Cost(dataset.CostUsd);
        yield return dataset.Reason ?? "";
    }
}
