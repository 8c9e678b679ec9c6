using FineTune.Datasets.Formats;

namespace FineTune.Datasets.Tests.Formats;

public sealed class DropContainerTests
{
    [Theory]
    [InlineData("a.jsonl", ContainerKind.JsonLines)]
    [InlineData("a.json", ContainerKind.Json)]
    [InlineData("A.CSV", ContainerKind.Csv)]
    [InlineData("a.tsv", ContainerKind.Tsv)]
    [InlineData("a.b.jsonl.gz", ContainerKind.JsonLinesGzip)]
    [InlineData("a.json.gz", ContainerKind.JsonGzip)]
    [InlineData("a.csv.GZ", ContainerKind.CsvGzip)]
    [InlineData("a.tsv.gz", ContainerKind.TsvGzip)]
    [InlineData("a.gz", null)]
    [InlineData("a.txt", null)]
    [InlineData("a.xlsx", null)]
    [InlineData("jsonl", null)]
    [InlineData(".jsonl", null)]
    [InlineData(".jsonl.gz", null)]
    [InlineData("a.jsonl.tmp", null)]
    [InlineData("", null)]
    public void Of_Name_FollowsTheExtension(string name, ContainerKind? expected)
    {
        Assert.Equal(expected, DropContainer.Of(name));
        Assert.Equal(name, expected is { } kind ? DropContainer.Stem(name) + name[^kind.Extension().Length..] : DropContainer.Stem(name));
    }

    [Fact]
    public void Extensions_EveryKind_HasItsOwn()
    {
        Assert.Equal(Enum.GetValues<ContainerKind>().Length, DropContainer.Extensions.Distinct().Count());
        Assert.All(Enum.GetValues<ContainerKind>(), kind =>
        {
            Assert.Equal(kind, DropContainer.Of("x" + kind.Extension()));
            Assert.Equal(kind.Extension().EndsWith(".gz", StringComparison.Ordinal), kind.IsCompressed());
            Assert.Equal(kind.Unpacked().Extension() + ".gz", kind.Packed().Extension());
        });
    }

    [Theory]
    [InlineData(".DS_Store", true)]
    [InlineData("a.jsonl.tmp", true)]
    [InlineData("a.csv.PART", true)]
    [InlineData("a.jsonl", false)]
    [InlineData("part.csv", false)]
    public void IsTemporary_Name_FollowsItsEnds(string name, bool expected) => Assert.Equal(expected, DropContainer.IsTemporary(name));

    [Fact]
    public async Task NormalizeAsync_UnknownExtension_IsRefusedWithTheKnownOnes()
    {
        var file = await Normalized.OfAsync("notes.txt", "x");
        Assert.Contains(".tsv.gz", file.Result.Refusal, StringComparison.Ordinal);
        Assert.Empty(file.Jsonl);
    }
}
