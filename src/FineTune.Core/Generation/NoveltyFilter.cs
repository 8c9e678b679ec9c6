namespace FineTune.Core.Generation;

/// <summary>
/// Tells whether a text is news against all texts added so far. Exact: the answer is the one of comparing with every text. Shared tokens are
/// counted through an index, and only texts whose upper bound can still win are compared. Not thread-safe; the order of adding decides among equals.
/// </summary>
/// <param name="threshold">A text is no news when its ROUGE-L F1 with any known text is greater.</param>
public sealed class NoveltyFilter(double threshold)
{
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly List<List<Posting>> _postings = [];
    private readonly List<Known> _known = [];
    private readonly List<int> _touched = [];
    private int[] _shared = [];

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
        var (best, winner) = (0.0, -1);
        var common = new BitLcs(tokens);
        foreach (var (index, bound) in ByBound(tokens.Length))
        {
            if (bound < best)
            {
                break;
            }

            var known = _known[index].Tokens;
            var similar = RougeL.Measure(common.With(known), tokens.Length, known.Length);
            if (similar > best || (similar == best && index < winner))
            {
                (best, winner) = (similar, index);
            }
        }

        return new NoveltyResult(!(best > threshold), best, winner < 0 ? null : _known[winner].Id);
    }

    private void CountShared(int[] tokens)
    {
        foreach (var (token, count) in tokens.Where(token => token >= 0).CountBy(token => token))
        {
            foreach (var posting in _postings[token])
            {
                if (_shared[posting.Index] == 0)
                {
                    _touched.Add(posting.Index);
                }

                _shared[posting.Index] += Math.Min(count, posting.Count);
            }
        }
    }

    /// <summary>The texts that share a token, best bound first: no common subsequence is longer than the shared tokens.</summary>
    private (int Index, double Bound)[] ByBound(int length)
    {
        var bounds = new (int Index, double Bound)[_touched.Count];
        for (var i = 0; i < bounds.Length; i++)
        {
            var index = _touched[i];
            bounds[i] = (index, RougeL.Measure(_shared[index], length, _known[index].Tokens.Length));
            _shared[index] = 0;
        }

        _touched.Clear();
        Array.Sort(bounds, static (a, b) => b.Bound.CompareTo(a.Bound) is var order and not 0 ? order : a.Index.CompareTo(b.Index));
        return bounds;
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
