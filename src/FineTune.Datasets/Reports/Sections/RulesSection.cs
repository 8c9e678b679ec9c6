using FineTune.Datasets.Reports.Html;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>Every rule with findings, how to fix it, and the first findings.</summary>
internal static class RulesSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Rules.Count == 0)
        {
            return;
        }

        page.Add($"<section><h2>Rules</h2>\n");
        page.Table(
            "Rules with findings. An error rejects its line; a warning does not.", ["Rule", "Severity", "Count", "What", "How to fix it"],
            report.Rules.OrderByDescending(rule => rule.Severity).ThenByDescending(rule => rule.Count).Select(rule => Row(rule, RuleBook.Find(rule.Rule))));
        page.Add($"<p class=\"soft\"><small>Each rule has a section in docs/rules.md.</small></p>\n");
        Findings(page, report);
        page.Add($"</section>\n");
    }

    private static Cell[] Row(RuleCount count, Rule? rule) =>
    [
        new(count.Rule, Id: count.Rule), new(Words.Severity(count.Severity), Class: Words.Severity(count.Severity)), count.Count, rule?.Title, rule?.Fix,
    ];

    private static void Findings(HtmlPage page, DatasetReport report)
    {
        if (report.FirstFindings.Count == 0)
        {
            return;
        }

        page.Add($"<details><summary>The first {Words.Number(report.FirstFindings.Count, "finding", "findings")}, line by line</summary>\n");
        page.Table(
            "Findings by line", ["Line", "Rule", "Where", "What"],
            report.FirstFindings.Select(finding => new Cell[]
            {
                finding.Line > 0 ? finding.Line : "all", new(finding.Rule, Href: finding.Rule), finding.Path, finding.Message,
            }));
        page.Add($"</details>\n");
    }
}
