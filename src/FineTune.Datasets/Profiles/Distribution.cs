namespace FineTune.Datasets.Profiles;

/// <summary>How a whole number is spread over the rows of a drop.</summary>
/// <param name="Min">Exact, as are <paramref name="Max"/>, <paramref name="Total"/> and <paramref name="Mean"/>; 0 where there are no rows.</param>
/// <param name="P5">Nearest rank. Exact below 64; above, the middle of a bin, off by at most one part in 64. So are the other two.</param>
/// <param name="Bins">
/// At most <see cref="MaxBins"/>, without gaps, from the smallest value to the largest. Their counts are exact; their widths are equal inside a
/// doubling of the value and double with it.
/// </param>
public sealed record Distribution(
    long Count, long Total, long Min, long Max, double Mean, long P5, long P50, long P95, IReadOnlyList<DistributionBin> Bins)
{
    public const int MaxBins = 32;

    public static Distribution Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, []);
}
