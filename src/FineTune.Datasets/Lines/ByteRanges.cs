namespace FineTune.Datasets.Lines;

/// <summary>Cuts a file into ranges that are validated apart. A line belongs to the range that holds its first byte.</summary>
public static class ByteRanges
{
    public const long DefaultRangeBytes = 32 * 1024 * 1024;

    /// <summary>Ranges in order that cover the file exactly; none for an empty file.</summary>
    public static IReadOnlyList<ByteRange> Plan(long length, long rangeBytes = DefaultRangeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rangeBytes);
        var ranges = new List<ByteRange>();
        for (long start = 0; start < length;)
        {
            var end = length - start <= rangeBytes ? length : start + rangeBytes;
            ranges.Add(new ByteRange(ranges.Count, start, end));
            start = end;
        }

        return ranges;
    }
}
