using FineTune.Datasets.Reports.Html;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>How it ended, why, and what to do next.</summary>
internal static class HeadlineSection
{
    private const int MaxFixes = 3;

    public static void Write(HtmlPage page, DatasetReport report)
    {
        var outcome = report.Outcome.ToString();
        page.Add($"<header><span class=\"badge {outcome.ToLowerInvariant()}\">{outcome}</span><h1>{string.Join(", ", report.Names)}</h1>\n");
        page.Add($"<p class=\"soft\">Data set {report.DatasetId} of {report.Lineage}; {report.Bytes:N0} bytes{Shape(report)}, attempt {report.Attempts}, written {report.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.</p>\n");
        if (report.Reason is { } reason)
        {
            page.Add($"<p><strong>{reason}</strong></p>\n");
        }

        foreach (var note in report.Notes)
        {
            page.Add($"<p>{note}</p>\n");
        }

        page.Add($"<div class=\"next\"><h2>What to do next</h2><p>{Next(report)}</p>\n");
        var fixes = report.Rules.Where(rule => rule.Severity == Severity.Error).OrderByDescending(rule => rule.Count).Take(MaxFixes).ToList();
        if (fixes.Count > 0)
        {
            page.Add($"<ul>\n");
            foreach (var rule in fixes)
            {
                page.Add($"<li><a href=\"#{rule.Rule}\">{rule.Rule}</a> ({Words.Number(rule.Count, "line", "lines")}): {RuleBook.Find(rule.Rule)?.Fix}</li>\n");
            }

            page.Add($"</ul>\n");
        }

        page.Add($"</div>\n");
        Facts(page, report);
        page.Add($"</header>\n");
    }

    private static string Shape(DatasetReport report) => report.Shape is { } shape ? $" of the shape {ShapeCensus.Name(shape)}" : "";

    private static string Next(DatasetReport report) => report switch
    {
        { Outcome: DatasetOutcome.Failed } => "An error occurred that is not caused by the file. The nightly run tries again, up to three attempts. If it keeps failing, report the reason to the operator of this installation.",
        { Outcome: DatasetOutcome.Refused } => "Correct what the reason names, and drop the file again. It cost nothing.",
        { Counts.RejectedByRules: > 0 } => "The rejected lines are not used. To include them, correct them as described below and drop only those lines, as a separate file.",
        { Rules: var rules } when rules.Any(rule => rule.Severity == Severity.Warning) => "No action is required. Check the warnings below: they name problems that a model would learn from this data.",
        _ => "No action is required: every line passed without a warning.",
    };

    private static void Facts(HtmlPage page, DatasetReport report)
    {
        page.Add($"<div class=\"facts\">\n");
        if (report.KeptShare is { } kept)
        {
            Fact(page, Words.Share(kept), report.IsMade ? "of the lines kept" : "of the lines valid");
        }

        if (report.Counts is { } counts)
        {
            Fact(page, Words.Count(counts.Lines), "lines");
            Fact(page, Words.Count(counts.RejectedByRules), "rejected by rules");
        }

        Fact(page, Words.Count(report.Tokens), "tokens");
        Fact(page, report.CostUsd == 0 ? "$0" : FormattableString.Invariant($"${report.CostUsd:0.00##}"), "spent so far");
        if (report.Estimate?.Training.FirstOrDefault(row => row.CanBeTrained) is { Total: { } total } row)
        {
            Fact(page, Words.Cost(total.ExpectedUsd), row.IsBase ? "expected cost of a model" : "expected, cheapest model");
        }

        page.Add($"</div>\n");
    }

    private static void Fact(HtmlPage page, string value, string name) => page.Add($"<div><b>{value}</b><span>{name}</span></div>\n");
}
