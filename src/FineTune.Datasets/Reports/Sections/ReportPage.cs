using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>A report as one HTML page that needs nothing else: no script, no network. Everything from outside is encoded.</summary>
public static class ReportPage
{
    public static string Render(DatasetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlPage();
        page.Add($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.Add($"<title>{report.Outcome}: {string.Join(", ", report.Names)} ({report.Lineage})</title><style>\n");
        page.Text.Append(PageStyle.Css);
        page.Add($"\n</style></head><body><main>\n");
        HeadlineSection.Write(page, report);
        FlowSection.Write(page, report);
        GenerationSection.Write(page, report);
        RulesSection.Write(page, report);
        WorstLinesSection.Write(page, report);
        ProfileSection.Write(page, report);
        DuplicatesSection.Write(page, report);
        EstimateSection.Write(page, report);
        SettingsSection.Write(page, report);
        return page.Add($"</main></body></html>\n").ToString();
    }
}
