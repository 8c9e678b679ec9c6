namespace FineTune.Core.Text;

/// <summary>ROUGE-L: the longest common subsequence of two texts' tokens, without stemming.</summary>
public static class RougeL
{
    /// <summary>The F measure (beta 1), 0 to 1; 0 when a text has no token.</summary>
    public static double F1(string a, string b)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = Ids(RougeTokens.Of(a), ids);
        var right = Ids(RougeTokens.Of(b), ids);
        return left.Length == 0 || right.Length == 0 ? 0 : Measure(new BitLcs(left, new int[ids.Count]).With(right), left.Length, right.Length);
    }

    public static double Measure(int common, int left, int right) => 2.0 * common / (left + right);

    private static int[] Ids(List<string> tokens, Dictionary<string, int> ids)
    {
        var result = new int[tokens.Count];
        for (var i = 0; i < result.Length; i++)
        {
            ids.TryAdd(tokens[i], ids.Count);
            result[i] = ids[tokens[i]];
        }

        return result;
    }
}
