namespace FineTune.LocalProvider.Text;

/// <summary>ROUGE-L F1 over words, with the bit-parallel longest common subsequence (64 words a step).</summary>
internal static class Rouge
{
    public static double L(string a, string b) => L(Words.Of(a), Words.Of(b));

    public static double L(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        a.Count == 0 || b.Count == 0 ? 0 : 2.0 * Common(a, b) / (a.Count + b.Count);

    private static int Common(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var blocks = (a.Count + 63) / 64;
        var places = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        for (var i = 0; i < a.Count; i++)
        {
            if (!places.TryGetValue(a[i], out var bits))
                places[a[i]] = bits = new ulong[blocks];
            bits[i >> 6] |= 1UL << (i & 63);
        }

        var row = new ulong[blocks];
        Array.Fill(row, ulong.MaxValue);
        foreach (var word in b)
        {
            if (!places.TryGetValue(word, out var match))
                continue;
            var carry = 0UL;
            for (var k = 0; k < blocks; k++)
            {
                var held = row[k];
                var hit = held & match[k];
                var sum = (UInt128)held + hit + carry;
                carry = (ulong)(sum >> 64);
                row[k] = (ulong)sum | (held & ~match[k]);
            }
        }

        var count = 0;
        for (var i = 0; i < a.Count; i++)
            count += (row[i >> 6] >> (i & 63) & 1) == 0 ? 1 : 0;
        return count;
    }
}
