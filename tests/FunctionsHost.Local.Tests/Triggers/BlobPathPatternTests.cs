using FunctionsHost.Local.Triggers.Blobs;

namespace FunctionsHost.Local.Tests.Triggers;

public sealed class BlobPathPatternTests
{
    [Theory]
    [InlineData("support/week1.jsonl", "support", "week1")]
    [InlineData("x/y/z.jsonl", "x/y", "z")]
    [InlineData("lin2/a.b.jsonl", "lin2", "a.b")]
    [InlineData("a/b/.jsonl/c.jsonl", "a/b/.jsonl", "c")]
    [InlineData("l/with\nnewline.jsonl", "l", "with\nnewline")]
    public void TryMatch_TwoTokens_FirstIsGreedy(string blob, string lineage, string name)
    {
        var pattern = Parse("datasets/{lineage}/{name}.jsonl");

        Assert.True(pattern.TryMatch(blob, out var tokens));
        Assert.Equal(lineage, tokens["lineage"]);
        Assert.Equal(name, tokens["NAME"]);
    }

    [Theory]
    [InlineData("nodir.jsonl")]
    [InlineData("support/week1.JSONL")]
    [InlineData("support/week1.jsonl.tmp")]
    [InlineData("support/.jsonl")]
    [InlineData("/week1.jsonl")]
    public void TryMatch_OtherNames_DoNotMatch(string blob) =>
        Assert.False(Parse("datasets/{lineage}/{name}.jsonl").TryMatch(blob, out _));

    [Fact]
    public void TryMatch_ContainerOnly_MatchesEveryBlob() => Assert.True(Parse("datasets").TryMatch("a/b", out _));

    [Fact]
    public void TryMatch_DoubledBraces_AreLiteral()
    {
        var pattern = Parse("datasets/{{{name}}}.(x)");

        Assert.True(pattern.TryMatch("{a}.(x)", out var tokens));
        Assert.Equal("a", tokens["name"]);
    }

    [Theory]
    [InlineData("datasets/{lineage", "closing brace")]
    [InlineData("datasets/lineage}", "opening")]
    [InlineData("datasets/{}", "is not a token")]
    [InlineData("datasets/{a-b}", "is not a token")]
    [InlineData("datasets/{a}{b}", "directly")]
    [InlineData("datasets/{a}/{A}", "twice")]
    [InlineData("datasets/", "does not name a blob")]
    [InlineData("{container}/{name}", "fixed name")]
    [InlineData("Datasets/{name}", "is not a container name")]
    [InlineData("ab/{name}", "is not a container name")]
    [InlineData("", "is not a container name")]
    public void Parse_BadPath_SaysWhy(string path, string reason)
    {
        Assert.Null(BlobPathPattern.Parse(path, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    private static BlobPathPattern Parse(string path) =>
        BlobPathPattern.Parse(path, out var problem) ?? throw new ArgumentException(problem);
}
