using FineTune.Core.Text;

namespace FineTune.Datasets.Deduplication;

/// <summary>The longest common subsequence of hashed tokens with one fixed text.</summary>
internal sealed class CommonTokens
{
    private readonly Dictionary<ulong, int> _ids = [];
    private readonly BitLcs _lcs;
    private readonly int _unknown;

    public CommonTokens(ReadOnlySpan<ulong> tokens)
    {
        var ids = new int[tokens.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            _ids.TryAdd(tokens[i], _ids.Count);
            ids[i] = _ids[tokens[i]];
        }

        // One more than there are tokens: the id of all that the fixed text does not hold.
        _unknown = _ids.Count;
        _lcs = new BitLcs(ids, new int[_unknown + 1]);
    }

    public int With(ReadOnlySpan<ulong> other)
    {
        var ids = new int[other.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = _ids.GetValueOrDefault(other[i], _unknown);
        }

        return _lcs.With(ids);
    }
}
