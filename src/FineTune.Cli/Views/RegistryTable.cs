using FineTune.Cli.Output;
using FineTune.Core.Registry;
using FineTune.Functions.Api.Models;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>The registry of a lineage, oldest version first.</summary>
internal static class RegistryTable
{
    public static Table Create(string lineage, ModelsOverview models)
    {
        var table = new Table().Title(Markup.Escape($"Registry of {lineage}")).Border(TableBorder.Rounded);
        table.AddColumn("version");
        table.AddColumn("parent");
        table.AddColumn("strategy");
        table.AddColumn("examples in");
        table.AddColumn(new TableColumn("rejected").RightAligned());
        table.AddColumn(new TableColumn("training tokens").RightAligned());
        table.AddColumn(new TableColumn("cost").RightAligned());
        table.AddColumn("evaluation (candidate vs parent)");
        table.AddColumn("alias");
        foreach (var version in models.Versions.OrderBy(v => v.Number))
        {
            table.AddRow([.. Cells(version, models.Aliases).Select(cell => new Text(cell))]);
        }

        return table;
    }

    /// <summary>The provider's model ids, which are too long for the table.</summary>
    public static IEnumerable<string> ModelIds(ModelsOverview models) =>
        models.Versions.OrderBy(v => v.Number).Select(v => $"version {v.Number}: {v.Deployment ?? v.Model} (endpoint {v.Endpoint}, job {v.JobId})");

    private static IEnumerable<string> Cells(ModelVersion version, IReadOnlyDictionary<string, int> aliases)
    {
        yield return $"{version.Number}";
        yield return Words.Parent(version);
        yield return Words.Strategy(version.Strategy);
        yield return ExamplesIn(version.Examples);
        yield return Words.Count(version.Examples.Rejected);
        yield return Words.Count(version.TrainedTokens);
        yield return Words.Cost(version.CostUsd);
        yield return Words.Evaluation(version.Evaluation);
        yield return string.Join(", ", aliases.Where(alias => alias.Value == version.Number).Select(alias => alias.Key).Order());
    }

    private static string ExamplesIn(VersionExamples examples)
    {
        var parts = new List<string>();
        if (examples.Generated > 0)
        {
            parts.Add($"{Words.Count(examples.Generated)} generated");
        }

        if (examples.Replayed > 0)
        {
            parts.Add($"{Words.Count(examples.Replayed)} replayed");
        }

        return parts.Count == 0 ? Words.Count(examples.Train) : $"{Words.Count(examples.Train)} ({string.Join(", ", parts)})";
    }
}
