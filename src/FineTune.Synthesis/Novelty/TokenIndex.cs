using System.Runtime.InteropServices;

namespace FineTune.Synthesis.Novelty;

/// <summary>
/// Texts by their tokens. A query counts, rarest token first, how many tokens each text shares with it, and may stop early: <see cref="Rest"/>
/// tokens are then uncounted, so a text shares at most that many more, and one not met yet at most that many at all. A token's second occurrence is another
/// token than its first, so that sets can be counted where multisets are meant. One query at a time.
/// </summary>
internal sealed class TokenIndex
{
    private readonly TextTokens _texts = new();
    private readonly List<List<List<int>>> _postings = [];
    private readonly List<List<int>> _query = [];
    private Tally[] _tallies = [];
    private int[] _met = [];
    private int _metCount;

    public int Count => _texts.Count;

    /// <summary>Tokens of the query that some text has and that are not counted yet.</summary>
    public int Rest { get; private set; }

    /// <summary>The texts that share a counted token.</summary>
    public ReadOnlySpan<int> Met => _met.AsSpan(0, _metCount);

    public ReadOnlySpan<int> Tokens(int text) => _texts[text];

    /// <summary>How many of the counted tokens the text shares, and how many it has.</summary>
    public Tally Of(int text) => _tallies[text];

    /// <summary>Working space by token, all zero between uses.</summary>
    public int[] Slots() => _texts.Slots();

    public void Add(string text)
    {
        var number = Count;
        var tokens = _texts.Add(text);
        while (_postings.Count < _texts.VocabularySize)
        {
            _postings.Add([]);
        }

        var seen = Slots();
        foreach (var token in tokens)
        {
            var lists = _postings[token];
            if (lists.Count == seen[token])
            {
                lists.Add([]);
            }

            lists[seen[token]++].Add(number);
        }

        Clear(seen, tokens);
        if (_tallies.Length == number)
        {
            Array.Resize(ref _tallies, Math.Max(64, 2 * _tallies.Length));
            Array.Resize(ref _met, _tallies.Length);
        }

        _tallies[number].Length = tokens.Length;
    }

    /// <summary>Begins a query. Returns its tokens; those that no text has are negative.</summary>
    public int[] Begin(string text)
    {
        var tokens = _texts.Tokenize(text);
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

    /// <summary>Side by side, because one is never needed without the other.</summary>
    internal struct Tally
    {
        public int Shared;
        public int Length;
    }
}
