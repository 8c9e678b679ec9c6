namespace FineTune.Core.Text;

/// <summary>
/// A set of 64-bit hashes in 11 to 22 bytes each: open addressing in 256 shards that grow one after the other, so that growing never doubles the whole.
/// </summary>
public sealed class HashSet64
{
    private const int Stripes = 256;
    private const int FirstSlots = 16;

    private readonly ulong[][] _slots = new ulong[Stripes][];
    private readonly int[] _counts = new int[Stripes];
    private bool _zero;

    public long Count { get; private set; }

    /// <summary>False when the hash was there already.</summary>
    public bool Add(ulong hash)
    {
        if (hash == 0)
        {
            var isNew = !_zero;
            _zero = true;
            Count += isNew ? 1 : 0;
            return isNew;
        }

        var stripe = (int)(hash >> 56);
        var slots = _slots[stripe] ??= new ulong[FirstSlots];
        var slot = Slot(slots, hash);
        if (slots[slot] == hash)
        {
            return false;
        }

        slots[slot] = hash;
        Count++;
        if (++_counts[stripe] * 4 > slots.Length * 3)
        {
            _slots[stripe] = Grow(slots);
        }

        return true;
    }

    public bool Contains(ulong hash) => hash == 0 ? _zero : _slots[(int)(hash >> 56)] is { } slots && slots[Slot(slots, hash)] == hash;

    /// <summary>Forgets all hashes and gives back their memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Array.Clear(_counts);
        (_zero, Count) = (false, 0);
    }

    /// <summary>Where the hash is, or where it would go.</summary>
    private static int Slot(ulong[] slots, ulong hash)
    {
        var mask = slots.Length - 1;
        var slot = (int)((hash * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != hash)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private static ulong[] Grow(ulong[] slots)
    {
        var larger = new ulong[2 * slots.Length];
        foreach (var hash in slots)
        {
            if (hash != 0)
            {
                larger[Slot(larger, hash)] = hash;
            }
        }

        return larger;
    }
}
