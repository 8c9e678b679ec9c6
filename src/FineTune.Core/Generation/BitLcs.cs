namespace FineTune.Core.Generation;

/// <summary>
/// Length of the longest common subsequence with one fixed text, 64 tokens at a time: bit i of the row says whether column i adds to the length.
/// </summary>
internal sealed class BitLcs
{
    private readonly Dictionary<int, ulong[]> _places = [];
    private readonly ulong[] _row;
    private readonly int _length;

    public BitLcs(ReadOnlySpan<int> tokens)
    {
        _length = tokens.Length;
        _row = new ulong[(tokens.Length + 63) / 64];
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!_places.TryGetValue(tokens[i], out var mask))
            {
                _places[tokens[i]] = mask = new ulong[_row.Length];
            }

            mask[i / 64] |= 1UL << (i % 64);
        }
    }

    public int With(ReadOnlySpan<int> other)
    {
        Array.Fill(_row, ulong.MaxValue);
        foreach (var token in other)
        {
            if (_places.TryGetValue(token, out var mask))
            {
                Step(mask);
            }
        }

        var common = 0;
        for (var i = 0; i < _row.Length; i++)
        {
            var used = i == _row.Length - 1 && _length % 64 != 0 ? (1UL << (_length % 64)) - 1 : ulong.MaxValue;
            common += System.Numerics.BitOperations.PopCount(~_row[i] & used);
        }

        return common;
    }

    private void Step(ulong[] mask)
    {
        ulong carry = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            var row = _row[i];
            var hit = row & mask[i];
            var sum = row + hit;
            var overflow = sum < row ? 1UL : 0;
            var full = sum + carry;
            overflow |= full < sum ? 1UL : 0;
            _row[i] = full | (row & ~mask[i]);
            carry = overflow;
        }
    }
}
