using FineTune.Cli.Output;
using FineTune.Training.Runs;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>Runs of a lineage, newest first.</summary>
internal static class RunTable
{
    public static Table Create(string lineage, IEnumerable<RunSummary> runs)
    {
        var table = new Table().Title(Markup.Escape($"Runs of {lineage}")).Border(TableBorder.Rounded);
        table.AddColumns("run", "state", "stage", "strategy", "parent", "version");
        table.AddColumn(new TableColumn("examples").RightAligned());
        table.AddColumn(new TableColumn("cost").RightAligned());
        table.AddColumns("started", "took");
        foreach (var run in runs)
        {
            table.AddRow([.. Cells(run).Select(cell => new Text(cell))]);
        }

        return table;
    }

    private static IEnumerable<string> Cells(RunSummary run)
    {
        yield return run.RunId;
        yield return Words.Word(run.State);
        yield return run.Stage;
        yield return Words.Strategy(run.Strategy);
        yield return run.Parent is { } parent ? $"{parent}" : Words.None;
        yield return run.Version is { } version ? $"{version}" : Words.None;
        yield return Words.Count(run.Train);
        yield return Words.Cost(run.CostUsd);
        yield return Words.Moment(run.StartedAt);
        yield return run.EndedAt is { } ended ? Words.Elapsed(ended - run.StartedAt) : Words.None;
    }
}
