namespace FineTune.Benchmarks.Novelty;

/// <summary>The reference: every pair, the textbook table, nothing clever.</summary>
internal static class PlainNovelty
{
    /// <summary>The positions of the texts that are kept: a text goes when its F measure with a kept one is above the threshold.</summary>
    public static List<int> Kept(IReadOnlyList<string> texts, double threshold)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int[][] tokens = [.. texts.Select(text => Tokens(text, ids))];
        List<int> kept = [];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!kept.Exists(other => F1(tokens[other], tokens[i]) > threshold))
                kept.Add(i);
        }

        return kept;
    }

    public static double F1(int[] a, int[] b) => a.Length == 0 || b.Length == 0 ? 0 : 2.0 * Common(a, b) / (a.Length + b.Length);

    private static int Common(int[] a, int[] b)
    {
        int[] above = new int[b.Length + 1];
        int[] row = new int[b.Length + 1];
        foreach (int token in a)
        {
            for (int j = 1; j <= b.Length; j++)
                row[j] = token == b[j - 1] ? above[j - 1] + 1 : Math.Max(above[j], row[j - 1]);
            (above, row) = (row, above);
        }

        return above[b.Length];
    }

    /// <summary>The pool is plain ASCII: runs of letters and digits.</summary>
    private static int[] Tokens(string text, Dictionary<string, int> ids)
    {
        string separated = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' '));
        return [.. separated.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
        {
            ids.TryAdd(word, ids.Count);
            return ids[word];
        })];
    }
}
