using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// Signatures of texts as sets of word pairs (a text of one word is that word): <see cref="Hashes"/> minima, of which any two texts have about the share in common
/// that their sets have (Jaccard). Always the same for the same text.
/// </summary>
internal sealed class MinHash
{
    public const int Bands = 25;
    public const int Rows = 5;
    public const int Hashes = Bands * Rows;

    /// <summary>Minima are computed in whole vectors; those beyond <see cref="Hashes"/> are left out.</summary>
    private const int Lanes = 128;

    private readonly uint[] _factors = new uint[Lanes];
    private readonly uint[] _terms = new uint[Lanes];
    private readonly uint[] _minima = new uint[Lanes];

    public MinHash()
    {
        for (var i = 0; i < Lanes; i++)
        {
            var random = TokenHashes.Mix(((ulong)i + 1) * 0x9E3779B97F4A7C15);
            _factors[i] = (uint)random | 1;
            _terms[i] = (uint)(random >> 32);
        }
    }

    /// <summary>The last text's minima, cut to a byte each.</summary>
    public void Signature(Span<byte> signature)
    {
        for (var i = 0; i < Hashes; i++)
        {
            signature[i] = (byte)(_minima[i] * 0x9E3779B1 >> 24);
        }
    }

    /// <summary>The last text's band: equal where all its minima are.</summary>
    public uint Band(int band)
    {
        ulong key = 0;
        foreach (var minimum in _minima.AsSpan(band * Rows, Rows))
        {
            key = TokenHashes.Mix(key ^ minimum) + 1;
        }

        return (uint)key;
    }

    /// <summary>Takes a text.</summary>
    /// <param name="alone">Hashed in place of a text without tokens, so that it resembles no other.</param>
    public void Take(ReadOnlySpan<ulong> tokens, ulong alone)
    {
        Array.Fill(_minima, uint.MaxValue);
        if (tokens.Length < 2)
        {
            Lower((uint)TokenHashes.Mix(tokens.IsEmpty ? ~alone : tokens[0]));
        }

        for (var i = 1; i < tokens.Length; i++)
        {
            Lower((uint)TokenHashes.Mix((tokens[i - 1] * 31) + tokens[i]));
        }
    }

    /// <summary>The share that two texts' sets have in common, from their signatures: one byte in 256 agrees by chance.</summary>
    public static double Jaccard(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var equal = 0;
        for (var i = 0; i < Hashes; i++)
        {
            equal += a[i] == b[i] ? 1 : 0;
        }

        return Math.Max(0, (((double)equal / Hashes) - (1.0 / 256)) / (1 - (1.0 / 256)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Lower(uint pair)
    {
        var minima = MemoryMarshal.Cast<uint, Vector<uint>>(_minima.AsSpan());
        var factors = MemoryMarshal.Cast<uint, Vector<uint>>(_factors.AsSpan());
        var terms = MemoryMarshal.Cast<uint, Vector<uint>>(_terms.AsSpan());
        var value = new Vector<uint>(pair);
        for (var i = 0; i < minima.Length; i++)
        {
            minima[i] = Vector.Min(minima[i], (factors[i] * value) + terms[i]);
        }
    }
}
