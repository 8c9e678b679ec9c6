using System.Numerics;

namespace FineTune.Core.Text;

/// <summary>
/// Length of the longest common subsequence with one fixed text, 64 tokens at a time: bit i of the row says whether column i adds to the length.
/// </summary>
public sealed class BitLcs
{
    private readonly int[] _slots;
    private readonly int[] _tokens;
    private readonly ulong[] _masks;
    private readonly ulong[] _row;
    private readonly ulong _lastWord;

    /// <param name="tokens">The fixed text; negative tokens match nothing.</param>
    /// <param name="slots">Working space by token, all zero; in use until <see cref="Release"/>.</param>
    public BitLcs(int[] tokens, int[] slots)
    {
        (_tokens, _slots) = (tokens, slots);
        _row = new ulong[(tokens.Length + 63) / 64];
        _lastWord = tokens.Length % 64 == 0 ? ulong.MaxValue : (1UL << (tokens.Length % 64)) - 1;
        _masks = new ulong[(tokens.Length + 1) * _row.Length];
        var used = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] < 0)
            {
                continue;
            }

            ref var slot = ref slots[tokens[i]];
            slot = slot == 0 ? ++used : slot;
            _masks[(slot * _row.Length) + (i / 64)] |= 1UL << (i % 64);
        }
    }

    /// <summary>Leaves the working space as it was.</summary>
    public void Release()
    {
        foreach (var token in _tokens)
        {
            if (token >= 0)
            {
                _slots[token] = 0;
            }
        }
    }

    public int With(ReadOnlySpan<int> other) => _row.Length == 1 ? OneWord(other) : ManyWords(other);

    private int OneWord(ReadOnlySpan<int> other)
    {
        var row = ulong.MaxValue;
        var (masks, slots) = (_masks, _slots);
        foreach (var token in other)
        {
            var mask = masks[slots[token]];
            var hit = row & mask;
            row = (row + hit) | (row - hit);
        }

        return BitOperations.PopCount(~row & _lastWord);
    }

    private int ManyWords(ReadOnlySpan<int> other)
    {
        Array.Fill(_row, ulong.MaxValue);
        foreach (var token in other)
        {
            if (_slots[token] is > 0 and var slot)
            {
                Step(_masks.AsSpan(slot * _row.Length, _row.Length));
            }
        }

        var common = BitOperations.PopCount(~_row[^1] & _lastWord);
        for (var i = 0; i < _row.Length - 1; i++)
        {
            common += BitOperations.PopCount(~_row[i]);
        }

        return common;
    }

    private void Step(ReadOnlySpan<ulong> mask)
    {
        ulong carry = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            var row = _row[i];
            var sum = row + (row & mask[i]);
            var overflow = sum < row ? 1UL : 0;
            var full = sum + carry;
            overflow |= full < sum ? 1UL : 0;
            _row[i] = full | (row & ~mask[i]);
            carry = overflow;
        }
    }
}
