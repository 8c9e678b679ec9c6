using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>Where every line and candidate went, as equations that add up.</summary>
internal static class FlowSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Counts is not { } counts)
        {
            return;
        }

        page.Add($"<section><h2>Where every line went</h2><ol class=\"flow\">\n");
        var blank = counts.Blank == 0 ? "" : $" ({Words.Number(counts.Blank, "blank line", "blank lines")} ignored)";
        (string, long)[] lines = counts.Expanded == 0 ? [("lines" + blank, counts.Lines)] : [("lines" + blank, counts.Lines), ("further examples from lines with several", counts.Expanded)];
        Equation(page, lines, [("valid", counts.Valid, 0), ("rejected by rules", counts.RejectedByRules, 3)]);
        if (report.IsMade)
        {
            Equation(
                page, [("valid lines", counts.Valid), ("generated candidates", counts.Candidates)],
                [
                    ("accepted lines", counts.AcceptedDrop, 0), ("accepted candidates", counts.AcceptedGenerated, 1), ("below the judges' threshold", counts.RejectedByJudges, 3),
                    ("filtered", counts.FilteredCandidates, 2), ("unscored", counts.Unscored, 4),
                ]);
            Equation(
                page, [("accepted", counts.Accepted)],
                [("train", counts.Train, 0), ("validation, to evaluate the model", counts.Validation, 1), ("retention, to detect forgetting", counts.Retention, 4)]);
        }

        page.Add($"</ol>\n");
        foreach (var problem in counts.Problems().Where(_ => report.IsMade))
        {
            page.Add($"<p class=\"error\">{problem}</p>\n");
        }

        page.Add($"</section>\n");
    }

    private static void Equation(HtmlPage page, (string Name, long Value)[] left, (string Name, long Value, int Colour)[] right)
    {
        var whole = left.Sum(part => part.Value);
        var parts = right.Where((part, i) => i == 0 || part.Value > 0).ToList();
        page.Add($"<li><div class=\"stack\" role=\"img\" aria-label=\"{string.Join(", ", parts.Select(part => $"{Words.Count(part.Value)} {part.Name}"))}\">");
        foreach (var part in parts.Where(part => part.Value > 0))
        {
            page.Add($"<i class=\"k{part.Colour}\" style=\"width:{100.0 * part.Value / Math.Max(1, whole):0.##}%\" title=\"{Words.Count(part.Value)} {part.Name}\"></i>");
        }

        page.Add($"</div>");
        Sum(page, left);
        page.Add($" = ");
        Sum(page, [.. parts.Select(part => (part.Name, part.Value))]);
        page.Add($"</li>\n");
    }

    private static void Sum(HtmlPage page, (string Name, long Value)[] parts)
    {
        foreach (var (index, part) in parts.Index())
        {
            page.Add($"{(index == 0 ? "" : " + ")}<b>{Words.Count(part.Value)}</b> {part.Name}");
        }
    }
}
