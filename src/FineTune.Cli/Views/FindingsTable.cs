using FineTune.Cli.Output;
using FineTune.Cli.Validating;
using FineTune.Datasets.Rules;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>What the rules say about a file: each rule with its count and its first line.</summary>
internal static class FindingsTable
{
    public static Table Create(ValidatedFile file)
    {
        var table = new Table().Title(Markup.Escape(Path.GetFileName(file.Path))).Border(TableBorder.Rounded);
        table.AddColumns("rule", "severity").AddColumn(new TableColumn("count").RightAligned()).AddColumns("first at", "what is wrong", "what to do");
        foreach (var rule in file.Totals.Rules.OrderByDescending(rule => rule.Severity).ThenBy(rule => rule.Rule, StringComparer.Ordinal))
        {
            var first = file.Findings.First(finding => finding.Rule == rule.Rule && finding.Severity == rule.Severity);
            table.AddRow(
                new Text(rule.Rule), new Text(rule.Severity.ToString().ToLowerInvariant()), new Text(Words.Count(rule.Count)),
                new Text(Place(first)), new Text(first.Message), new Text(first.Fix));
        }

        return table;
    }

    private static string Place(Finding finding) => finding.Line == 0 ? "whole file" : $"line {finding.Line}";
}
