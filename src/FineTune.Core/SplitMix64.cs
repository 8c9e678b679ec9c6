namespace FineTune.Core;

/// <summary>A small seeded generator. Its numbers never change with the runtime, so that a recorded seed means the same for ever.</summary>
public struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator whose seed follows from the parts.</summary>
    public static SplitMix64 From(params IEnumerable<string> parts) => new(Convert.ToUInt64(ContentId.Of(parts), 16));

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="bound"/> - 1, every number equally likely.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var limit = (ulong)bound;
        var threshold = (0 - limit) % limit;
        while (true)
        {
            var draw = Next();
            if (draw >= threshold)
            {
                return (int)(draw % limit);
            }
        }
    }

    /// <summary><paramref name="take"/> different numbers of 0 to <paramref name="count"/> - 1, in drawn order; all of them when there are fewer.</summary>
    public List<int> Pick(int count, int take)
    {
        take = Math.Clamp(take, 0, Math.Max(count, 0));
        var moved = new Dictionary<int, int>();
        var picks = new List<int>(take);
        for (var i = 0; i < take; i++)
        {
            var j = i + Next(count - i);
            picks.Add(moved.GetValueOrDefault(j, j));
            moved[j] = moved.GetValueOrDefault(i, i);
        }

        return picks;
    }
}
