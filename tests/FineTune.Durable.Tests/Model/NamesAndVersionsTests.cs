namespace FineTune.Durable.Tests.Model;

public sealed class NamesAndVersionsTests
{
    [Fact]
    public void TaskName_DifferentCase_IsEqualAndHashesAlike()
    {
        TaskName lower = "score", upper = new("SCORE");

        Assert.True(lower == upper);
        Assert.False(lower != upper);
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.True(lower.Equals((object)upper));
        Assert.Equal("SCORE", (string)upper);
        Assert.Equal("score", lower.ToString());
    }

    [Fact]
    public void TaskName_DefaultOrNull_HasNoName()
    {
        Assert.Null(default(TaskName).Name);
        Assert.Equal(default, new TaskName(null!));
        Assert.Equal(string.Empty, default(TaskName).ToString());
        Assert.Equal(0, default(TaskName).GetHashCode());
    }

    [Fact]
    public void TaskVersion_NullEmptyAndDefault_AreUnversioned()
    {
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(null));
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(""));
        Assert.Equal(TaskVersion.Unversioned, default);
        Assert.Equal(string.Empty, default(TaskVersion).Version);
        Assert.Equal(default(TaskVersion).GetHashCode(), new TaskVersion("").GetHashCode());
    }

    [Fact]
    public void TaskVersion_WhiteSpace_IsRefused() => Assert.Throws<ArgumentException>(() => new TaskVersion("  "));

    [Fact]
    public void TaskVersion_DifferentCase_IsEqual() => Assert.True(new TaskVersion("v1A") == "V1a");

    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("2.0", "1.10", 1)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("", "", 0)]
    [InlineData(null, " ", 0)]
    [InlineData("beta", "ALPHA", 1)]
    [InlineData("Beta", "beta", 0)]
    [InlineData("1.0", "alpha", -1)]
    public void CompareVersionTo_TwoVersions_OrdersThem(string? version, string other, int expected) =>
        Assert.Equal(expected, Math.Sign(VersionOrder.Compare(version, other)));
}
