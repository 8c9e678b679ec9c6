using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>What became of all that teachers wrote, method by method and filter by filter.</summary>
internal static class GenerationSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Generation is not { Methods.Count: > 0 } generation)
        {
            return;
        }

        page.Add($"<section><h2>Generated candidates</h2>\n");
        page.Table(
            "Candidates by method. Mean similarity: of the new instructions to all known ones.", ["Method", "Passed", "New instructions", "Filtered", "Without an answer", "Mean similarity"],
            generation.Methods.Select(Row));
        if (generation.Template is { } template)
        {
            page.Add($"<p>{template}</p>\n");
        }

        page.Add($"</section>\n");
    }

    private static Cell[] Row(MethodStatistics method) =>
    [
        method.Method, method.Kept, method.Tasks, List(method.Filtered), List(method.Unanswered),
        method.MeanSimilarity is { } mean ? FormattableString.Invariant($"{mean:0.000}") : "",
    ];

    private static string List(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key} {Words.Count(count.Value)}"));
}
