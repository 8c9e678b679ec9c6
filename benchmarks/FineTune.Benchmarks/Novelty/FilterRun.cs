using System.Globalization;
using FineTune.Synthesis.Novelty;

namespace FineTune.Benchmarks.Novelty;

/// <summary>One pass of the novelty filter over a pool.</summary>
/// <param name="Kept">The positions of the texts that were news.</param>
/// <param name="Pairs">The pairs that comparing every text with every kept one would take.</param>
/// <param name="Compared">The pairs that were compared in full.</param>
internal sealed record FilterRun(List<int> Kept, long Pairs, long Compared)
{
    public static FilterRun Decide(IReadOnlyList<string> texts, double threshold) =>
        Run(texts, threshold, (filter, text) => filter.IsNovel(text));

    public static FilterRun Nearest(IReadOnlyList<string> texts, double threshold) =>
        Run(texts, threshold, (filter, text) => filter.Check(text).IsNovel);

    private static FilterRun Run(IReadOnlyList<string> texts, double threshold, Func<NoveltyFilter, string, bool> isNovel)
    {
        var filter = new NoveltyFilter(threshold);
        List<int> kept = [];
        long pairs = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            pairs += kept.Count;
            if (!isNovel(filter, texts[i]))
                continue;
            filter.Add(i.ToString(CultureInfo.InvariantCulture), texts[i]);
            kept.Add(i);
        }

        return new FilterRun(kept, pairs, filter.Compared);
    }
}
