using System.Runtime.InteropServices;
using FineTune.Core.Storage.Scratch;
using FineTune.Core.Text;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// Texts, of which it finds those that a given one nearly repeats: ROUGE-L F1 above a threshold. Exact: texts whose length or fingerprint rules them out are
/// passed over, all others are compared in full. Keeps about 170 bytes a text in memory and its tokens in scratch room.
/// </summary>
internal sealed class NearIndex(IScratch scratch, double threshold) : IDisposable
{
    private readonly SortedDictionary<int, Bucket> _byLength = [];
    private readonly Stream _tokens = scratch.Create();
    private readonly ulong[] _folded = new ulong[Fingerprint.ShortWords];
    private readonly ulong[] _whole = new ulong[Fingerprint.Words];
    private ulong[] _other = [];

    public int Count { get; private set; }

    /// <summary>Pairs that were compared in full so far.</summary>
    public long Compared { get; private set; }

    /// <summary>Adds a text; one without tokens is like no other and is left out.</summary>
    public void Add(int id, ulong[] tokens)
    {
        if (tokens.Length == 0)
        {
            return;
        }

        if (!_byLength.TryGetValue(tokens.Length, out var bucket))
        {
            _byLength[tokens.Length] = bucket = new Bucket();
        }

        Fingerprint.Of(tokens, _folded, _whole);
        bucket.Folded.AddRange(_folded);
        bucket.Whole.AddRange(_whole);
        bucket.Entries.Add((id, _tokens.Seek(0, SeekOrigin.End)));
        _tokens.Write(MemoryMarshal.AsBytes(tokens.AsSpan()));
        Count++;
    }

    /// <summary>The most similar text above the threshold, the first added among equals; null where there is none.</summary>
    public (int Id, double Score)? Nearest(ulong[] tokens)
    {
        if (tokens.Length == 0)
        {
            return null;
        }

        Fingerprint.Of(tokens, _folded, _whole);
        (int Id, double Score)? best = null;
        CommonTokens? common = null;
        foreach (var (length, bucket) in _byLength)
        {
            if (!(RougeL.Measure(Math.Min(length, tokens.Length), length, tokens.Length) > threshold))
            {
                continue;
            }

            // The measure is above the threshold only when fewer tokens than this differ; a rounding error must not hide a pair.
            var allowed = (int)(((1 - threshold) * (length + tokens.Length)) + 1e-6);
            for (var i = bucket.NextWithin(-1, allowed, _folded, _whole); i >= 0; i = bucket.NextWithin(i, allowed, _folded, _whole))
            {
                var (id, position) = bucket.Entries[i];
                common ??= new CommonTokens(tokens);
                Compared++;
                var score = RougeL.Measure(common.With(Read(position, length)), tokens.Length, length);
                if (score > threshold && (best is not { } known || score > known.Score || (score == known.Score && id < known.Id)))
                {
                    best = (id, score);
                }
            }
        }

        return best;
    }

    /// <summary>Every text in the order of its id.</summary>
    public IEnumerable<(int Id, ulong[] Tokens)> All()
    {
        foreach (var (id, position, length) in _byLength.SelectMany(b => b.Value.Entries.Select(e => (e.Id, e.Position, b.Key))).OrderBy(e => e.Id))
        {
            yield return (id, Read(position, length).ToArray());
        }
    }

    public void Dispose() => _tokens.Dispose();

    private Span<ulong> Read(long position, int length)
    {
        if (_other.Length < length)
        {
            _other = new ulong[2 * length];
        }

        var tokens = _other.AsSpan(0, length);
        _tokens.Position = position;
        _tokens.ReadExactly(MemoryMarshal.AsBytes(tokens));
        return tokens;
    }

    /// <summary>The texts of one number of tokens.</summary>
    private sealed class Bucket
    {
        public List<ulong> Folded { get; } = [];

        public List<ulong> Whole { get; } = [];

        public List<(int Id, long Position)> Entries { get; } = [];

        /// <summary>The first entry behind <paramref name="after"/> whose fingerprints allow it; -1 where there is none.</summary>
        public int NextWithin(int after, int allowed, ReadOnlySpan<ulong> folded, ReadOnlySpan<ulong> whole)
        {
            var all = CollectionsMarshal.AsSpan(Folded)[((after + 1) * Fingerprint.ShortWords)..];
            for (var i = after + 1; all.Length >= Fingerprint.ShortWords; i++, all = all[Fingerprint.ShortWords..])
            {
                if (Fingerprint.ShortDistance(folded, all) <= allowed
                    && Fingerprint.Distance(whole, CollectionsMarshal.AsSpan(Whole).Slice(i * Fingerprint.Words, Fingerprint.Words)) <= allowed)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
