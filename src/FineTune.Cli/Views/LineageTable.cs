using FineTune.Cli.Output;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>All lineages and their current work.</summary>
internal static class LineageTable
{
    public static Table Create(IEnumerable<LineageOverview> lineages)
    {
        var table = new Table().Title("Lineages").Border(TableBorder.Rounded);
        table.AddColumns("lineage", "champion");
        table.AddColumn(new TableColumn("versions").RightAligned());
        table.AddColumn(new TableColumn("staged").RightAligned());
        table.AddColumn("doing");
        foreach (var lineage in lineages)
        {
            table.AddRow(
                new Text(lineage.Lineage),
                new Text(lineage.Champion is { } champion ? $"{champion}" : Words.None),
                new Text($"{lineage.Versions}"),
                new Text($"{lineage.Staged}"),
                new Text(Doing(lineage)));
        }

        return table;
    }

    public static string Doing(LineageOverview lineage) => lineage switch
    {
        { Held: true } => "waits for approval (finetune approve or reject)",
        { Running: { } work } => Work(work),
        { Staged: > 0 } => "waiting for the next run",
        _ => "idle",
    };

    /// <summary>A stage with its counts.</summary>
    public static string Work(StageStatus work)
    {
        var counts = work.Total > 0 ? $" {Words.Count(work.Done)} of {Words.Count(work.Total)}" : "";
        return $"{work.Stage}{counts}{(work.Note is { } note ? $" ({note})" : "")}";
    }
}
