using System.Runtime.InteropServices;
using FineTune.Core.Storage.Scratch;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// Finds nearly equal texts among any number: texts that agree in a whole band of their MinHash signatures are compared by their signatures. Signatures and bands
/// lie in scratch room, 225 bytes a text; in memory are at most <see cref="KeysInMemory"/> keys at a time.
/// </summary>
internal sealed class BandedIndex(IScratch scratch) : IDisposable
{
    /// <summary>Estimated Jaccard of the word pairs from which two texts are nearly the same.</summary>
    public const double Threshold = 0.65;

    private const int ChunkRows = 8192;
    private const int RowBytes = MinHash.Hashes + (MinHash.Bands * sizeof(uint));
    private const int KeysInMemory = 1 << 18;

    private readonly Stream _spill = scratch.Create();
    private readonly MinHash _hash = new();
    private readonly byte[] _signatures = new byte[ChunkRows * MinHash.Hashes];
    private readonly uint[] _bands = new uint[MinHash.Bands * ChunkRows];
    private ulong[] _keys = [];
    private readonly byte[] _one = new byte[MinHash.Hashes];
    private readonly byte[] _other = new byte[MinHash.Hashes];

    public int Count { get; private set; }

    /// <summary>Adds the next text: its number is how many were added before.</summary>
    public void Add(ReadOnlySpan<ulong> tokens)
    {
        var row = Count % ChunkRows;
        _hash.Take(tokens, (ulong)Count);
        _hash.Signature(_signatures.AsSpan(row * MinHash.Hashes, MinHash.Hashes));
        for (var band = 0; band < MinHash.Bands; band++)
        {
            _bands[(band * ChunkRows) + row] = _hash.Band(band);
        }

        Count++;
        if (row == ChunkRows - 1)
        {
            Spill();
        }
    }

    /// <summary>Joins every text with those it nearly repeats. To be called once, at the end.</summary>
    public void JoinAlike(RowGroups groups)
    {
        if (Count % ChunkRows != 0)
        {
            Spill();
        }

        var passes = (uint)((Count / KeysInMemory) + 1);
        for (var band = 0; band < MinHash.Bands; band++)
        {
            for (uint pass = 0; pass < passes; pass++)
            {
                Join(Keys(band, pass, passes), groups);
            }
        }
    }

    public void Dispose() => _spill.Dispose();

    private void Spill()
    {
        _spill.Write(_signatures);
        _spill.Write(MemoryMarshal.AsBytes(_bands.AsSpan()));
    }

    /// <summary>The band of every text, sorted, each with the text's number in its lower half.</summary>
    private ReadOnlySpan<ulong> Keys(int band, uint pass, uint passes)
    {
        var count = 0;
        var chunk = _bands.AsSpan(0, ChunkRows);
        for (var start = 0; start < Count; start += ChunkRows)
        {
            _spill.Position = ((long)start * RowBytes) + (ChunkRows * MinHash.Hashes) + ((long)band * ChunkRows * sizeof(uint));
            _spill.ReadExactly(MemoryMarshal.AsBytes(chunk));
            for (var i = 0; i < Math.Min(ChunkRows, Count - start); i++)
            {
                if (chunk[i] % passes == pass)
                {
                    if (count == _keys.Length)
                    {
                        Array.Resize(ref _keys, Math.Max(ChunkRows, count + (count / 2)));
                    }

                    _keys[count++] = ((ulong)chunk[i] << 32) | (uint)(start + i);
                }
            }
        }

        _keys.AsSpan(0, count).Sort();
        return _keys.AsSpan(0, count);
    }

    /// <summary>Each text of a run of equal bands is compared with the run's first and with the one before it.</summary>
    private void Join(ReadOnlySpan<ulong> keys, RowGroups groups)
    {
        var first = 0;
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i] >> 32 != keys[first] >> 32)
            {
                first = i;
                continue;
            }

            Join((int)(uint)keys[first], (int)(uint)keys[i], groups);
            if (first < i - 1)
            {
                Join((int)(uint)keys[i - 1], (int)(uint)keys[i], groups);
            }
        }
    }

    private void Join(int row, int other, RowGroups groups)
    {
        if (groups.First(row) != groups.First(other) && MinHash.Jaccard(Read(row, _one), Read(other, _other)) >= Threshold)
        {
            groups.Join(row, other);
        }
    }

    private byte[] Read(int row, byte[] signature)
    {
        _spill.Position = ((long)(row / ChunkRows) * ChunkRows * RowBytes) + ((long)(row % ChunkRows) * MinHash.Hashes);
        _spill.ReadExactly(signature);
        return signature;
    }
}
