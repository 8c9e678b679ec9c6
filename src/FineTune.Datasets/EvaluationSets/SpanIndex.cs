namespace FineTune.Datasets.EvaluationSets;

/// <summary>
/// Texts, of which it finds the longest stretch of tokens that one shares with another text. A shared stretch of n tokens always covers one of the blocks of about n / 2
/// tokens that a text is cut into, so only blocks are indexed; a text of fewer than n tokens is one block. Blocks that many owners hold are a template's and show nothing.
/// </summary>
/// <param name="length">Tokens that a stretch must have.</param>
internal sealed class SpanIndex(int length)
{
    /// <summary>Texts with fewer tokens, where a stretch must have more, show nothing by being contained.</summary>
    public const int MinWhole = 8;

    /// <summary>Owners that may hold the same block.</summary>
    public const int MaxOwners = 5;

    private const ulong Base = 0x9E3779B97F4A7C15;

    private readonly List<(int Owner, ulong[] Tokens)> _texts = [];
    private readonly Dictionary<(int Size, ulong Hash), List<(int Text, int Position)>> _blocks = [];
    private readonly SortedSet<int> _sizes = [];

    public void Add(int owner, ulong[] tokens)
    {
        if (tokens.Length < Math.Min(length, MinWhole))
        {
            return;
        }

        var size = tokens.Length < length ? tokens.Length : (length + 1) / 2;
        var stride = tokens.Length < length ? size : length - size + 1;
        _sizes.Add(size);
        for (var position = 0; position + size <= tokens.Length; position += stride)
        {
            var key = (size, Hash(tokens.AsSpan(position, size)));
            if (!_blocks.TryGetValue(key, out var places))
            {
                _blocks[key] = places = [];
            }

            // One more than may be shows that there are too many.
            if (places.Count <= MaxOwners && !places.Exists(place => _texts[place.Text].Owner == owner))
            {
                places.Add((_texts.Count, position));
            }
        }

        _texts.Add((owner, tokens));
    }

    /// <summary>The longest shared stretch, the first among equals; null where none is long enough.</summary>
    /// <param name="allowed">Whether a stretch is to be passed over.</param>
    public SharedSpan? Longest(ReadOnlySpan<ulong> tokens, Func<ulong[], bool> allowed)
    {
        SharedSpan? longest = null;
        foreach (var size in _sizes)
        {
            if (tokens.Length < size)
            {
                break;
            }

            var hash = Hash(tokens[..size]);
            var power = Power(size);
            for (var position = 0; ; position++)
            {
                if (_blocks.TryGetValue((size, hash), out var places) && places.Count <= MaxOwners)
                {
                    longest = Longest(tokens, position, size, places, longest, allowed);
                }

                if (position + size == tokens.Length)
                {
                    break;
                }

                hash = ((hash - (tokens[position] * power)) * Base) + tokens[position + size];
            }
        }

        return longest;
    }

    private SharedSpan? Longest(
        ReadOnlySpan<ulong> tokens, int position, int size, List<(int Text, int Position)> places, SharedSpan? longest, Func<ulong[], bool> allowed)
    {
        foreach (var (text, at) in places)
        {
            var (owner, other) = _texts[text];
            var before = 0;
            while (before < Math.Min(position, at) && tokens[position - before - 1] == other[at - before - 1])
            {
                before++;
            }

            var after = tokens[position..].CommonPrefixLength(other.AsSpan(at));
            var shared = before + after;
            if (after >= size && shared >= Math.Min(length, other.Length) && shared > (longest?.Length ?? 0) && !allowed(tokens.Slice(position - before, shared).ToArray()))
            {
                longest = new SharedSpan(owner, shared, position - before, at - before);
            }
        }

        return longest;
    }

    private static ulong Hash(ReadOnlySpan<ulong> tokens)
    {
        ulong hash = 0;
        foreach (var token in tokens)
        {
            hash = (hash * Base) + token;
        }

        return hash;
    }

    private static ulong Power(int size)
    {
        ulong power = 1;
        for (var i = 1; i < size; i++)
        {
            power *= Base;
        }

        return power;
    }
}

/// <summary>A stretch of tokens that two texts share. Positions count from 0.</summary>
/// <param name="Owner">Whose text it is in the index.</param>
internal readonly record struct SharedSpan(int Owner, int Length, int Position, int PositionInOwner);
