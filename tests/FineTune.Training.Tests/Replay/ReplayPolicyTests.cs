using FineTune.Training.Replay;
using FsCheck.Xunit;

namespace FineTune.Training.Tests.Replay;

public sealed class ReplayPolicyTests
{
    [Theory]
    [InlineData(100, 0.1, new[] { 300, 100 }, new[] { 7, 3 })]
    [InlineData(100, 0.1, new[] { 1000, 1 }, new[] { 9, 1 })]
    [InlineData(100, 0.01, new[] { 1, 99 }, new[] { 0, 1 })]
    [InlineData(10, 0.1, new[] { 50 }, new[] { 1 })]
    [InlineData(11, 0.1, new[] { 50 }, new[] { 2 })]
    [InlineData(100, 1.0, new[] { 3, 0, 4 }, new[] { 3, 0, 4 })]
    [InlineData(100, 0.0, new[] { 3 }, new[] { 0 })]
    [InlineData(0, 0.5, new[] { 3 }, new[] { 0 })]
    [InlineData(100, 0.3, new int[0], new int[0])]
    public void Allocate_Sources_InProportion(int rows, double share, int[] sources, int[] takes) =>
        Assert.Equal(takes, ReplayPolicy.Allocate(rows, share, Sources(sources)));

    [Property]
    public bool Allocate_AnySources_TheSumIsRightAndNoSourceGivesMoreThanItHas(ushort rows, byte share, byte[] sizes)
    {
        var sources = Sources([.. sizes.Select(size => (int)size)]);
        var takes = ReplayPolicy.Allocate(rows, share / 255.0, sources);
        var wanted = Math.Min((long)Math.Ceiling(Math.Round(rows * (share / 255.0), 6)), sources.Sum(source => source.Rows));
        var filled = sources.Count(source => source.Rows > 0);
        return takes.Sum() == wanted
            && takes.Zip(sources).All(pair => pair.First >= 0 && pair.First <= pair.Second.Rows && (wanted < filled || pair.Second.Rows == 0 || pair.First >= 1));
    }

    [Property]
    public bool Picks_AnySizes_AscendingDifferentAndRepeatable(byte rows, byte take, int seed)
    {
        var picks = ReplayPolicy.Picks("set", rows, take, seed);
        return picks.Count == Math.Min(rows, take) && picks.SequenceEqual(picks.Distinct().Order()) && picks.All(row => row < rows)
            && picks.SequenceEqual(ReplayPolicy.Picks("set", rows, take, seed));
    }

    [Fact]
    public void Picks_OtherSetOrSeed_OtherRows()
    {
        var picks = ReplayPolicy.Picks("set", 1000, 20, 42);
        Assert.NotEqual(picks, ReplayPolicy.Picks("other", 1000, 20, 42));
        Assert.NotEqual(picks, ReplayPolicy.Picks("set", 1000, 20, 43));
        Assert.Equal([178, 461, 557], ReplayPolicy.Picks("set", 1000, 3, 42));
    }

    private static List<ReplaySource> Sources(int[] sizes) => [.. sizes.Select((size, i) => new ReplaySource($"s{i}", size))];
}
