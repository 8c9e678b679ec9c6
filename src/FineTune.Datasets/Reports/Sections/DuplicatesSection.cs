using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>The largest groups of lines that say nearly the same.</summary>
internal static class DuplicatesSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Profile is not { NearDuplicates: { Count: > 0 } groups })
        {
            return;
        }

        page.Add($"<section><h2>Near duplicates</h2>\n");
        page.Table(
            "The largest groups of lines that are nearly the same. A model is trained on each copy.", ["First line", "Lines", "Nearly the same"],
            groups.Select(group => new Cell[]
            {
                Words.Count(group.Line), Words.Count(group.Lines), string.Join(", ", group.Others) + (group.Lines - 1 > group.Others.Count ? $" and {group.Lines - 1 - group.Others.Count} more" : ""),
            }));
        page.Add($"</section>\n");
    }
}
