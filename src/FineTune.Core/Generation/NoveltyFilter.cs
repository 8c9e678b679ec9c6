using System.Runtime.InteropServices;

namespace FineTune.Core.Generation;

/// <summary>
/// Tells whether a text is news against all texts added so far. Exact: the answer is the one of comparing with every text. Shared tokens are
/// counted through an index, and only texts whose upper bound can still win are compared. Not thread-safe; the order of adding decides among equals.
/// </summary>
/// <param name="threshold">A text is no news when its ROUGE-L F1 with any known text is greater.</param>
public sealed class NoveltyFilter(double threshold)
{
    private const int Buckets = 512;

    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly List<List<Posting>> _postings = [];
    private readonly List<Known> _known = [];
    private readonly List<int> _touched = [];
    private int[] _shared = [];
    private int[] _slots = [];

    public int Count => _known.Count;

    public void Add(string id, string text)
    {
        var tokens = Ids(text, grow: true);
        foreach (var (token, count) in tokens.CountBy(token => token))
        {
            _postings[token].Add(new Posting(_known.Count, count));
        }

        _known.Add(new Known(id, tokens));
        if (_shared.Length < _known.Count)
        {
            Array.Resize(ref _shared, Math.Max(_known.Count, 2 * _shared.Length));
        }
    }

    public NoveltyResult Check(string text)
    {
        var tokens = Ids(text, grow: false);
        if (tokens.Length == 0)
        {
            return new NoveltyResult(true, 0, null);
        }

        CountShared(tokens);
        var order = ByBound(tokens.Length);
        var (best, winner) = (0.0, -1);
        var common = new BitLcs(tokens, Slots());
        foreach (var index in order)
        {
            var known = _known[index].Tokens;
            var bound = RougeL.Measure(_shared[index], tokens.Length, known.Length);
            if (Bucket(bound) < Bucket(best))
            {
                break;
            }

            var similar = bound < best ? -1 : RougeL.Measure(common.With(known), tokens.Length, known.Length);
            if (similar > best || (similar == best && index < winner))
            {
                (best, winner) = (similar, index);
            }
        }

        common.Release();
        Forget();
        return new NoveltyResult(!(best > threshold), best, winner < 0 ? null : _known[winner].Id);
    }

    private static int Bucket(double bound) => (int)(bound * (Buckets - 1));

    private void CountShared(int[] tokens)
    {
        foreach (var (token, count) in tokens.Where(token => token >= 0).CountBy(token => token))
        {
            foreach (var posting in CollectionsMarshal.AsSpan(_postings[token]))
            {
                ref var shared = ref _shared[posting.Index];
                if (shared == 0)
                {
                    _touched.Add(posting.Index);
                }

                shared += Math.Min(count, posting.Count);
            }
        }
    }

    /// <summary>The texts that share a token, those with the best bounds first (in steps): no common subsequence is longer than the shared tokens.</summary>
    private int[] ByBound(int length)
    {
        var starts = new int[Buckets + 1];
        var steps = new short[_touched.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var index = _touched[i];
            var step = Buckets - 1 - Bucket(RougeL.Measure(_shared[index], length, _known[index].Tokens.Length));
            steps[i] = (short)step;
            starts[step + 1]++;
        }

        for (var step = 1; step < starts.Length; step++)
        {
            starts[step] += starts[step - 1];
        }

        var order = new int[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            order[starts[steps[i]]++] = _touched[i];
        }

        return order;
    }

    private void Forget()
    {
        foreach (var index in _touched)
        {
            _shared[index] = 0;
        }

        _touched.Clear();
    }

    private int[] Slots()
    {
        if (_slots.Length < _vocabulary.Count)
        {
            _slots = new int[2 * _vocabulary.Count];
        }

        return _slots;
    }

    private int[] Ids(string text, bool grow)
    {
        var tokens = RougeTokens.Of(text);
        var ids = new int[tokens.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            if (!_vocabulary.TryGetValue(tokens[i], out ids[i]))
            {
                ids[i] = grow ? _vocabulary.Count : -1;
                if (grow)
                {
                    _vocabulary.Add(tokens[i], ids[i]);
                    _postings.Add([]);
                }
            }
        }

        return ids;
    }

    private readonly record struct Posting(int Index, int Count);

    private readonly record struct Known(string Id, int[] Tokens);
}
