using System.Runtime.InteropServices;

namespace FineTune.Core.Generation;

/// <summary>
/// Texts by their tokens. A query counts, rarest token first, how many tokens each text shares with it, and may stop early: <see cref="Rest"/>
/// tokens are then uncounted, so a text shares at most that many more, and one not met yet at most that many at all. A token's second occurrence is another
/// token than its first, so that sets can be counted where multisets are meant. One query at a time.
/// </summary>
internal sealed class TokenIndex
{
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly List<List<List<int>>> _postings = [];
    private readonly List<int> _ends = [];
    private int[] _tokens = new int[256];
    private readonly List<List<int>> _query = [];
    private Tally[] _tallies = [];
    private int[] _met = [];
    private int[] _slots = [];
    private int _metCount;

    public int Count => _ends.Count;

    /// <summary>Tokens of the query that some text has and that are not counted yet.</summary>
    public int Rest { get; private set; }

    /// <summary>The texts that share a counted token.</summary>
    public ReadOnlySpan<int> Met => _met.AsSpan(0, _metCount);

    /// <summary>A text's tokens. All texts stand one behind the other, so that a scan over them reads memory in order.</summary>
    public ReadOnlySpan<int> Tokens(int text)
    {
        var start = text == 0 ? 0 : _ends[text - 1];
        return _tokens.AsSpan(start, _ends[text] - start);
    }

    /// <summary>How many of the counted tokens the text shares, and how many it has.</summary>
    public Tally Of(int text) => _tallies[text];

    /// <summary>Working space by token, all zero between uses.</summary>
    public int[] Slots()
    {
        if (_slots.Length < _vocabulary.Count)
        {
            _slots = new int[2 * _vocabulary.Count];
        }

        return _slots;
    }

    public void Add(string text)
    {
        var tokens = Ids(text, grow: true);
        var seen = Slots();
        foreach (var token in tokens)
        {
            var lists = _postings[token];
            if (lists.Count == seen[token])
            {
                lists.Add([]);
            }

            lists[seen[token]++].Add(_ends.Count);
        }

        Clear(seen, tokens);
        if (_tallies.Length == _ends.Count)
        {
            Array.Resize(ref _tallies, Math.Max(64, 2 * _tallies.Length));
            Array.Resize(ref _met, _tallies.Length);
        }

        _tallies[_ends.Count].Length = tokens.Length;
        Append(tokens);
    }

    /// <summary>Begins a query. Returns its tokens; those that no text has are negative.</summary>
    public int[] Begin(string text)
    {
        var tokens = Ids(text, grow: false);
        var seen = Slots();
        foreach (var token in tokens)
        {
            if (token >= 0 && _postings[token] is var lists && seen[token] < lists.Count)
            {
                _query.Add(lists[seen[token]++]);
            }
        }

        Clear(seen, tokens);
        _query.Sort(static (a, b) => b.Count.CompareTo(a.Count));
        Rest = _query.Count;
        return tokens;
    }

    /// <summary>Counts the rarest token that is left.</summary>
    public void CountNext()
    {
        var (tallies, met, count) = (_tallies, _met, _metCount);
        foreach (var text in CollectionsMarshal.AsSpan(_query[--Rest]))
        {
            if (tallies[text].Shared++ == 0)
            {
                met[count++] = text;
            }
        }

        _metCount = count;
    }

    /// <summary>Counts all that is left for the texts that were met; it meets no others.</summary>
    public void CountRest()
    {
        var tallies = _tallies;
        while (Rest > 0)
        {
            foreach (var text in CollectionsMarshal.AsSpan(_query[--Rest]))
            {
                ref var shared = ref tallies[text].Shared;
                shared += shared > 0 ? 1 : 0;
            }
        }
    }

    public void End()
    {
        foreach (var text in Met)
        {
            _tallies[text].Shared = 0;
        }

        _query.Clear();
        (_metCount, Rest) = (0, 0);
    }

    private void Append(int[] tokens)
    {
        var start = _ends.Count == 0 ? 0 : _ends[^1];
        if (_tokens.Length < start + tokens.Length)
        {
            Array.Resize(ref _tokens, Math.Max(2 * _tokens.Length, start + tokens.Length));
        }

        tokens.CopyTo(_tokens, start);
        _ends.Add(start + tokens.Length);
    }

    private static void Clear(int[] slots, int[] tokens)
    {
        foreach (var token in tokens)
        {
            if (token >= 0)
            {
                slots[token] = 0;
            }
        }
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

    /// <summary>Side by side, because one is never needed without the other.</summary>
    internal struct Tally
    {
        public int Shared;
        public int Length;
    }
}
