using FineTune.Cli.Client;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>All lineages and what they are doing.</summary>
internal static class LineageTable
{
    public static Table Create(IEnumerable<LineageView> lineages)
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

    public static string Doing(LineageView lineage) => lineage switch
    {
        { Held: true } => "held: waits for a person (finetune approve or reject)",
        { Running: { } work } => Work(work),
        { Staged: > 0 } => "waits for its next run",
        _ => "idle",
    };

    /// <summary>A stage with its counts.</summary>
    public static string Work(WorkView work)
    {
        var stage = work.Stage ?? "running";
        return work is { Done: { } done, Total: { } total } && total > 0
            ? $"{stage} {Words.Count(done)} of {Words.Count(total)}"
            : stage;
    }
}
