using System.Numerics;

namespace FineTune.Datasets.Profiles;

/// <summary>
/// Counts of whole numbers in bins that grow with the value: 32 for each doubling, and one for each value below 64. Memory does not grow with
/// the number of values.
/// </summary>
public sealed class Histogram
{
    private const int FineBits = 5;

    private long[] _bins = new long[64];
    private long _count;
    private long _total;
    private long _min = long.MaxValue;
    private long _max;

    /// <param name="value">0 or more; smaller throws <see cref="ArgumentOutOfRangeException"/>.</param>
    public void Add(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var bin = IndexOf(value, FineBits);
        if (bin >= _bins.Length)
        {
            Array.Resize(ref _bins, bin + 64);
        }

        _bins[bin]++;
        _count++;
        _total += value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
    }

    /// <summary>What was added so far.</summary>
    public Distribution Complete() => _count == 0
        ? Distribution.Empty
        : new Distribution(_count, _total, _min, _max, (double)_total / _count, Quantile(0.05), Quantile(0.5), Quantile(0.95), Bins());

    private long Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * _count));
        var seen = 0L;
        var bin = -1;
        while (seen < rank)
        {
            seen += _bins[++bin];
        }

        var middle = (StartOf(bin, FineBits) + StartOf(bin + 1, FineBits) - 1) / 2;
        return Math.Clamp(middle, _min, _max);
    }

    /// <summary>The finest bins of which there are few enough to draw. Fine bins never straddle coarse ones, so no count is guessed.</summary>
    private List<DistributionBin> Bins()
    {
        var bits = FineBits;
        while (bits > 0 && IndexOf(_max, bits) - IndexOf(_min, bits) >= Distribution.MaxBins)
        {
            bits--;
        }

        var first = IndexOf(_min, bits);
        var counts = new long[IndexOf(_max, bits) - first + 1];
        for (var bin = IndexOf(_min, FineBits); bin <= IndexOf(_max, FineBits); bin++)
        {
            counts[IndexOf(StartOf(bin, FineBits), bits) - first] += _bins[bin];
        }

        return [.. counts.Select((count, i) => new DistributionBin(StartOf(first + i, bits), StartOf(first + i + 1, bits) - 1, count))];
    }

    private static int IndexOf(long value, int bits)
    {
        var perDoubling = 1 << bits;
        if (value < 2 * perDoubling)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - bits;
        return (2 * perDoubling) + ((shift - 1) * perDoubling) + (int)(value >> shift) - perDoubling;
    }

    private static long StartOf(int bin, int bits)
    {
        var perDoubling = 1 << bits;
        if (bin < 2 * perDoubling)
        {
            return bin;
        }

        var above = bin - (2 * perDoubling);
        return (perDoubling + (above % perDoubling) + 0L) << ((above / perDoubling) + 1);
    }
}
