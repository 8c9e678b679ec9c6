using FineTune.Datasets.Profiles;

namespace FineTune.Datasets.Tests.Profiles;

public sealed class HistogramTests
{
    [Fact]
    public void Complete_NoValues_IsEmpty() => Assert.Equal(Distribution.Empty, new Histogram().Complete());

    [Fact]
    public void Complete_SmallValues_EverythingIsExact()
    {
        var values = Fill(Enumerable.Range(1, 60).Select(value => (long)value));

        Assert.Equal((60, 1830, 1, 60, 30.5), (values.Count, values.Total, values.Min, values.Max, values.Mean));
        Assert.Equal((3, 30, 57), (values.P5, values.P50, values.P95));
    }

    [Fact]
    public void Complete_LargeValues_QuantilesAreWithinOnePartIn64()
    {
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 5_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).Order().ToList();
        var values = Fill(numbers);

        Assert.All(
            new[] { (0.05, values.P5), (0.5, values.P50), (0.95, values.P95) },
            quantile => Assert.InRange(quantile.Item2 / (double)numbers[(int)(quantile.Item1 * numbers.Count) - 1], 1 - (1 / 64.0), 1 + (1 / 64.0)));
    }

    [Theory]
    [InlineData(3, 7)]
    [InlineData(100, 131)]
    [InlineData(1, 1_000_000)]
    [InlineData(63, 65)]
    [InlineData(0, 0)]
    public void Complete_Bins_CoverAllValuesWithoutGapsAndKeepEveryCount(long min, long max)
    {
        long[] numbers = [min, max, (min + max) / 2, max];
        var bins = Fill(numbers).Bins;

        Assert.InRange(bins.Count, 1, Distribution.MaxBins);
        Assert.True(bins[0].From <= min && bins[^1].To >= max);
        Assert.All(bins.Zip(bins.Skip(1)), pair => Assert.Equal(pair.First.To + 1, pair.Second.From));
        Assert.All(bins, bin => Assert.Equal(numbers.Count(n => n >= bin.From && n <= bin.To), bin.Count));
    }

    private static Distribution Fill(IEnumerable<long> values)
    {
        var histogram = new Histogram();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        return histogram.Complete();
    }
}
