using FineTune.Datasets.Lines;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Lines;

public sealed class ByteRangesTests
{
    [Fact]
    public void Plan_EmptyFile_NoRanges() => Assert.Empty(ByteRanges.Plan(0));

    [Fact]
    public void Plan_OneByteMoreThanARange_TwoRanges() =>
        Assert.Equal([new ByteRange(0, 0, 10), new ByteRange(1, 10, 11)], ByteRanges.Plan(11, 10));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    public void Plan_NonsenseSizes_Throws(long length, long rangeBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteRanges.Plan(length, rangeBytes));

    [Fact]
    public void Plan_HugeFile_DoesNotOverflow()
    {
        var ranges = ByteRanges.Plan(long.MaxValue, long.MaxValue / 2);
        Assert.Equal(long.MaxValue, ranges[^1].End);
    }

    [Property]
    public bool Plan_AnySizes_CoversTheFileWithoutGaps(ushort length, byte size)
    {
        var ranges = ByteRanges.Plan(length, size + 1);
        return ranges.Sum(range => range.End - range.Start) == length
            && ranges.Index().All(r => r.Item.Number == r.Index && r.Item.Start == r.Index * (size + 1L) && r.Item.End > r.Item.Start);
    }
}
