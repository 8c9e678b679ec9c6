using FineTune.Datasets.Analysis;
using FineTune.Datasets.Profiles;

namespace FineTune.Datasets.Reports.Html;

/// <summary>Distributions and shares as bars of plain HTML, which scale with the page; the same numbers stand below as a table.</summary>
internal static class BarChart
{
    private const int Labels = 5;

    public static void Distribution(HtmlPage page, string title, string unit, Distribution values)
    {
        var middle = $"median {Words.Count(values.P50)}";
        var summary = values.Min == values.Max
            ? $"always {Words.Count(values.Min)} {unit}"
            : $"{Words.Count(values.Min)} to {Words.Count(values.Max)} {unit}; {middle}, mean {Words.Count((long)Math.Round(values.Mean))}; 90% between {Words.Count(values.P5)} and {Words.Count(values.P95)}";
        page.Add($"<figure><h3>{title}</h3><figcaption>{summary}</figcaption>\n");
        if (values.Bins.Count > 1)
        {
            Bars(page, $"{title}: {summary}.", unit, values.Bins);
        }

        page.Add($"</figure>\n");
    }

    public static void Shares(HtmlPage page, string title, IReadOnlyList<NamedCount> counts, long whole)
    {
        page.Add($"<div><h3>{title}</h3><div class=\"bars\">\n");
        foreach (var count in counts)
        {
            page.Add($"<span>{count.Name}</span><span><u class=\"{(count.Count == 0 ? "z" : "b")}\" style=\"width:{(whole == 0 ? 0 : 100.0 * count.Count / whole):0.#}%\"></u></span><span>{Words.Share(count.Count, whole)}</span>\n");
        }

        page.Add($"</div></div>\n");
    }

    private static void Bars(HtmlPage page, string label, string unit, IReadOnlyList<DistributionBin> bins)
    {
        var top = bins.Max(bin => bin.Count);
        page.Add($"<div class=\"chart\" role=\"img\" aria-label=\"{label}\">");
        foreach (var bin in bins)
        {
            page.Add($"<i class=\"{(bin.Count == 0 ? "z" : "b")}\" style=\"height:{(bin.Count == 0 ? 0 : Math.Max(1.5, 100.0 * bin.Count / top)):0.#}%\" title=\"{Range(bin)} {unit}: {Words.Count(bin.Count)}\"></i>");
        }

        page.Add($"</div><div class=\"axis\" aria-hidden=\"true\">");
        var step = Math.Max(1, (bins.Count + Labels - 2) / (Labels - 1));
        foreach (var (index, bin) in bins.Index())
        {
            var isLast = index == bins.Count - 1;
            page.Add($"<span>");
            if (isLast || (index % step == 0 && bins.Count - 1 - index >= (step + 1) / 2))
            {
                page.Add($"<b>{Words.Count(isLast ? bin.To : bin.From)}</b>");
            }

            page.Add($"</span>");
        }

        page.Add($"</div><details><summary>Show the numbers</summary>");
        page.Table(label, [unit, "examples"], bins.Where(bin => bin.Count > 0).Select(bin => new Cell[] { new(Range(bin), IsNumber: true), bin.Count }));
        page.Add($"</details>");
    }

    private static string Range(DistributionBin bin) => bin.From == bin.To ? Words.Count(bin.From) : $"{Words.Count(bin.From)} to {Words.Count(bin.To)}";
}
