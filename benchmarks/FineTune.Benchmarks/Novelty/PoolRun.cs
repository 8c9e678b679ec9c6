using System.Globalization;
using FineTune.Synthesis.Novelty;

namespace FineTune.Benchmarks.Novelty;

/// <summary>One pass over a pool: each text is ranked against those that were kept before it.</summary>
internal static class PoolRun
{
    /// <summary>The positions of the texts that are novel.</summary>
    public static List<int> Kept(IReadOnlyList<string> texts, double threshold)
    {
        var ranking = new TextRanking();
        List<int> kept = [];
        for (int i = 0; i < texts.Count; i++)
        {
            if (ranking.Rank(texts[i]).Most > threshold)
                continue;
            ranking.Add(i.ToString(CultureInfo.InvariantCulture), texts[i]);
            kept.Add(i);
        }

        return kept;
    }
}
