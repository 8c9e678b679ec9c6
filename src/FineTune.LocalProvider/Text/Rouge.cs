namespace FineTune.LocalProvider.Text;

/// <summary>ROUGE-L F1 of one text against others, over words, with the bit-parallel longest common subsequence (64 words a step).</summary>
internal sealed class Rouge
{
    private readonly Dictionary<string, ulong[]> places = new(StringComparer.Ordinal);
    private readonly int length;
    private readonly ulong[] row;

    public Rouge(IReadOnlyList<string> words)
    {
        length = words.Count;
        row = new ulong[(length + 63) / 64];
        for (var i = 0; i < length; i++)
        {
            if (!places.TryGetValue(words[i], out var bits))
                places[words[i]] = bits = new ulong[row.Length];
            bits[i >> 6] |= 1UL << (i & 63);
        }
    }

    public static double L(string a, string b) => L(Words.Of(a), Words.Of(b));

    public static double L(IReadOnlyList<string> a, IReadOnlyList<string> b) => new Rouge(a).Against(b);

    /// <summary>Not for use from two threads at once.</summary>
    public double Against(IReadOnlyList<string> words) => length == 0 || words.Count == 0 ? 0 : 2.0 * Common(words) / (length + words.Count);

    private int Common(IReadOnlyList<string> words)
    {
        Array.Fill(row, ulong.MaxValue);
        foreach (var word in words)
        {
            if (!places.TryGetValue(word, out var match))
                continue;
            var carry = 0UL;
            for (var k = 0; k < row.Length; k++)
            {
                var held = row[k];
                var sum = (UInt128)held + (held & match[k]) + carry;
                carry = (ulong)(sum >> 64);
                row[k] = (ulong)sum | (held & ~match[k]);
            }
        }

        var zeros = 0;
        for (var k = 0; k < row.Length; k++)
            zeros += System.Numerics.BitOperations.PopCount(~row[k] & (k == row.Length - 1 && (length & 63) != 0 ? (1UL << (length & 63)) - 1 : ulong.MaxValue));
        return zeros;
    }
}
