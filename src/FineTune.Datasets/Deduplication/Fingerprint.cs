using System.Numerics;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// For each of 1024 classes of tokens, whether a text holds an odd number of them; and the same for 256 classes, which is faster. Two texts differ in at
/// least as many tokens as their fingerprints differ in bits.
/// </summary>
internal static class Fingerprint
{
    /// <summary>Words of the short fingerprint; it is the long one folded.</summary>
    public const int ShortWords = 4;
    public const int Words = 16;

    public static void Of(ReadOnlySpan<ulong> tokens, Span<ulong> folded, Span<ulong> whole)
    {
        folded.Clear();
        whole.Clear();
        foreach (var token in tokens)
        {
            whole[(int)(token >> 6) & (Words - 1)] ^= 1UL << (int)(token & 63);
        }

        for (var i = 0; i < Words; i++)
        {
            folded[i % ShortWords] ^= whole[i];
        }
    }

    /// <summary>Bits that differ in two short fingerprints; the time of a large drop is spent here.</summary>
    public static int ShortDistance(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        a = a[..ShortWords];
        b = b[..ShortWords];
        return BitOperations.PopCount(a[0] ^ b[0]) + BitOperations.PopCount(a[1] ^ b[1]) + BitOperations.PopCount(a[2] ^ b[2]) + BitOperations.PopCount(a[3] ^ b[3]);
    }

    /// <summary>Bits that differ.</summary>
    public static int Distance(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var bits = 0;
        for (var i = 0; i < a.Length; i++)
        {
            bits += BitOperations.PopCount(a[i] ^ b[i]);
        }

        return bits;
    }
}
