using System.Globalization;
using System.Net;
using System.Text;

namespace FineTune.Core.Datasets;

/// <summary>A report as one HTML page that needs nothing else: no script, no network. Everything from outside is encoded.</summary>
public static class ReportPage
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2733}table{border-collapse:collapse;margin:.5rem 0 1.5rem}"
        + "th,td{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #d7dde4;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}"
        + ".accepted{color:#0a6b3d}.refused,.failed{color:#a3261b}";

    public static string Render(DatasetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{E(report.Lineage)}: {E(report.DatasetId)}</title><style>{Style}</style></head><body>\n");
        Head(page, report);
        Counts(page, report);
        Rules(page, report);
        Findings(page, report);
        Notes(page, report);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Head(StringBuilder page, DatasetReport report)
    {
        var outcome = report.Outcome.ToString().ToLowerInvariant();
        page.Append(CultureInfo.InvariantCulture, $"<h1>Data set {E(report.DatasetId)} of {E(report.Lineage)}: <span class=\"{outcome}\">{outcome}</span></h1>\n");
        if (report.Reason is { } reason)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><strong>{E(reason)}</strong></p>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<p>Dropped as {E(string.Join(", ", report.Names))}; {report.Bytes:N0} bytes{Shape(report)}, {report.Tokens:N0} tokens, ")
            .Append(CultureInfo.InvariantCulture, $"{report.CostUsd:0.00##} US dollars, attempt {report.Attempts}. Written {report.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.</p>\n");
    }

    private static string Shape(DatasetReport report) => report.Shape is { } shape ? $" of the shape {ShapeCensus.Name(shape)}" : "";

    private static void Counts(StringBuilder page, DatasetReport report)
    {
        if (report.Counts is not { } counts)
        {
            return;
        }

        (string Name, long Value)[] rows =
        [
            ("Lines", counts.Lines), ("Blank lines (ignored)", counts.Blank), ("Expanded (further examples of a line)", counts.Expanded),
            ("Valid examples", counts.Valid), ("Rejected by rules", counts.RejectedByRules),
            ("Generated candidates", counts.Candidates), ("Filtered candidates", counts.FilteredCandidates),
            ("Below the judges' threshold", counts.RejectedByJudges), ("Unscored", counts.Unscored),
            ("Accepted of the drop", counts.AcceptedDrop), ("Accepted of the generated", counts.AcceptedGenerated),
            ("Train", counts.Train), ("Validation", counts.Validation), ("Retention", counts.Retention),
        ];
        page.Append("<h2>Where every line and candidate went</h2>\n<table>\n");
        foreach (var (name, value) in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{name}</th><td class=\"n\">{value:N0}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void Rules(StringBuilder page, DatasetReport report)
    {
        if (report.Rules.Count == 0)
        {
            return;
        }

        page.Append("<h2>Rules</h2>\n<table>\n<tr><th>Rule</th><th>Severity</th><th>Lines</th><th>What</th><th>What to do</th></tr>\n");
        foreach (var count in report.Rules)
        {
            var rule = RuleBook.Find(count.Rule);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{E(count.Rule)}</td><td>{count.Severity}</td><td class=\"n\">{count.Count:N0}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{E(rule?.Title)}</td><td>{E(rule?.Mend)}</td></tr>\n");
        }

        page.Append("</table>\n<p>Each rule has a section in docs/rules.md.</p>\n");
    }

    private static void Findings(StringBuilder page, DatasetReport report)
    {
        if (report.FirstFindings.Count == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>First findings ({report.FirstFindings.Count:N0})</h2>\n")
            .Append("<table>\n<tr><th>Line</th><th>Rule</th><th>Where</th><th>What</th><th>What to do</th></tr>\n");
        foreach (var finding in report.FirstFindings)
        {
            var line = finding.Line > 0 ? finding.Line.ToString(CultureInfo.InvariantCulture) : "all";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"n\">{line}</td><td>{E(finding.Rule)}</td><td>{E(finding.Path)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{E(finding.Message)}</td><td>{E(finding.Mend)}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void Notes(StringBuilder page, DatasetReport report)
    {
        if (report.Notes.Count > 0)
        {
            page.Append("<h2>Notes</h2>\n<ul>\n").AppendJoin('\n', report.Notes.Select(note => $"<li>{E(note)}</li>")).Append("\n</ul>\n");
        }
    }

    private static string E(string? text) => WebUtility.HtmlEncode(text ?? "");
}
