using FineTune.Core;
using FineTune.Datasets.Increments;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Increments;

public sealed class IncrementCountsTests
{
    private static readonly IncrementCounts Good = new(12, 1, 11, 1, 3, 1, 1, 1, 10, 1, 9, 1, 1);

    [Fact]
    public void Problems_NumbersAddUp_None() => Assert.Empty(Good.Problems());

    [Fact]
    public void Problems_OneLost_SaysWhichEquationWithItsNumbers()
    {
        Assert.Equal("12 lines + 0 expanded are not 11 valid + 0 rejected.", Assert.Single((Good with { RejectedByRules = 0 }).Problems()));
        Assert.Contains("3 candidates are not 11 accepted + 0 below", Assert.Single((Good with { RejectedByJudges = 0 }).Problems()), StringComparison.Ordinal);
        Assert.Equal("11 accepted rows are not 8 train + 1 validation + 1 retention.", Assert.Single((Good with { Train = 8 }).Problems()));
    }

    [Fact]
    public void Problems_ExpandedLines_CountOnTheSideOfTheLines()
    {
        Assert.Empty((Good with { Lines = 10, Expanded = 2 }).Problems());
        Assert.Equal("12 lines + 2 expanded are not 11 valid + 1 rejected.", Assert.Single((Good with { Expanded = 2 }).Problems()));
    }

    [Property]
    public bool Of_TwoParts_TheCutBetweenThemMatters(string? left, string? right)
    {
        var (a, b) = (left ?? "", right ?? "");
        var moved = b.Length == 0 || ContentId.Of(a + b[0], b[1..]) != ContentId.Of(a, b);
        return moved && ContentId.IsValid(ContentId.Of(a, b)) && ContentId.Of(a, b) == ContentId.Of(new List<string> { a, b });
    }
}
