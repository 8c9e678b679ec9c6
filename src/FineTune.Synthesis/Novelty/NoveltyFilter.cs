using FineTune.Core.Text;

namespace FineTune.Synthesis.Novelty;

/// <summary>
/// Tells whether a text is news against all texts added so far. Exact: the answer is the one of comparing with every text. Shared tokens are
/// counted through an index, rarest first and only as long as a text not met yet could still matter; only texts whose upper bound can
/// still win are compared. Not thread-safe; the order of adding decides among equals.
/// </summary>
/// <param name="threshold">A text is no news when its ROUGE-L F1 with any known text is greater.</param>
public sealed class NoveltyFilter(double threshold)
{
    private readonly TokenIndex _index = new();
    private readonly List<string> _ids = [];
    private readonly List<(double Bound, int Text)> _candidates = [];

    public int Count => _ids.Count;

    /// <summary>How many pairs of texts were compared in full so far.</summary>
    public long Compared { get; private set; }

    public void Add(string id, string text)
    {
        _index.Add(text);
        _ids.Add(id);
    }

    /// <summary>Says which known text is nearest, and how near. Where only the decision counts, <see cref="IsNovel"/> is faster.</summary>
    public NoveltyResult Check(string text)
    {
        var tokens = _index.Begin(text);
        var common = new BitLcs(tokens, _index.Slots());
        var (best, winner) = tokens.Length == 0 ? (0, -1) : Nearest(tokens.Length, common);
        common.Release();
        _index.End();
        return new NoveltyResult(!(best > threshold), best, winner < 0 ? null : _ids[winner]);
    }

    /// <summary>The same decision as <see cref="Check"/>, without looking for the nearest text.</summary>
    public bool IsNovel(string text)
    {
        var tokens = _index.Begin(text);
        var common = new BitLcs(tokens, _index.Slots());
        var novel = !(0 > threshold) && !AnyAbove(tokens.Length, common);
        common.Release();
        _index.End();
        return novel;
    }

    private bool AnyAbove(int length, BitLcs common)
    {
        while (_index.Rest > 0 && BoundOfUnmet(length) > threshold)
        {
            _index.CountNext();
        }

        foreach (var text in _index.Met)
        {
            if (MayReach(threshold, text, length) && BoundOf(text, length) > threshold && Similarity(text, length, common) > threshold)
            {
                return true;
            }
        }

        return false;
    }

    private (double Best, int Winner) Nearest(int length, BitLcs common)
    {
        for (var half = _index.Rest / 2; _index.Rest > half;)
        {
            _index.CountNext();
        }

        var best = Promising(length, common);
        while (_index.Rest > 0 && BoundOfUnmet(length) >= best)
        {
            _index.CountNext();
        }

        _index.CountRest();
        best = Math.Max(best, Promising(length, common));
        var winner = -1;
        foreach (var (bound, text) in Candidates(length, best))
        {
            if (bound < best)
            {
                break;
            }

            var similar = Similarity(text, length, common);
            if (similar > best || (similar == best && (winner < 0 || text < winner)))
            {
                (best, winner) = (similar, text);
            }
        }

        return (best, winner);
    }

    /// <summary>How near the text comes that shares most of the tokens counted so far: a value to beat or to equal.</summary>
    private double Promising(int length, BitLcs common)
    {
        var (first, shared, lengths) = (-1, 0, 1);
        foreach (var text in _index.Met)
        {
            var tally = _index.Of(text);
            if ((long)tally.Shared * lengths > (long)shared * (length + tally.Length))
            {
                (first, shared, lengths) = (text, tally.Shared, length + tally.Length);
            }
        }

        return first < 0 ? 0 : Similarity(first, length, common);
    }

    /// <summary>The texts that could be as near as <paramref name="best"/>, most promising first.</summary>
    private List<(double Bound, int Text)> Candidates(int length, double best)
    {
        _candidates.Clear();
        foreach (var text in _index.Met)
        {
            if (MayReach(best, text, length) && BoundOf(text, length) is var bound && bound >= best)
            {
                _candidates.Add((bound, text));
            }
        }

        _candidates.Sort(static (a, b) => a.Bound != b.Bound ? b.Bound.CompareTo(a.Bound) : a.Text.CompareTo(b.Text));
        return _candidates;
    }

    /// <summary>No common subsequence is longer than the shared tokens, or than the shorter text.</summary>
    private double BoundOf(int text, int length)
    {
        var tally = _index.Of(text);
        return RougeL.Measure(Math.Min(tally.Shared + _index.Rest, tally.Length), length, tally.Length);
    }

    /// <summary>A quick look before <see cref="BoundOf"/>, without dividing; it errs on the side of yes.</summary>
    private bool MayReach(double goal, int text, int length)
    {
        var tally = _index.Of(text);
        return 2.0 * (tally.Shared + _index.Rest) >= goal * (length + tally.Length) * (1 - 1e-9);
    }

    /// <summary>A text that was not met shares at most the rest, and is nearest when it is nothing but that.</summary>
    private double BoundOfUnmet(int length) => RougeL.Measure(_index.Rest, length, _index.Rest);

    private double Similarity(int text, int length, BitLcs common)
    {
        Compared++;
        var other = _index.Tokens(text);
        return RougeL.Measure(common.With(other), length, other.Length);
    }
}
