using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FineTune.LocalProvider.Text;

/// <summary>Repeatable randomness: the same parts give the same stream on every machine.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong state = seed;

    public static SeededRandom From(params ReadOnlySpan<string> parts) => new(Hash(parts));

    public static ulong Hash(params ReadOnlySpan<string> parts) => BinaryPrimitives.ReadUInt64LittleEndian(Digest(parts));

    public static string HexDigest(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(Digest(parts));

    public ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public int Next(int exclusiveMax) => (int)(NextBits() % (ulong)Math.Max(1, exclusiveMax));

    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static byte[] Digest(ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            // The length in front keeps ("ab","c") and ("a","bc") apart.
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(Encoding.UTF8.GetBytes(part));
        }

        return hash.GetHashAndReset();
    }
}
