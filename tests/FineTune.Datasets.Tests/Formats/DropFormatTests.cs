using FineTune.Datasets.Formats;

namespace FineTune.Datasets.Tests.Formats;

public sealed class DropFormatTests
{
    [Theory]
    [InlineData("a.jsonl", FormatKind.JsonLines)]
    [InlineData("a.json", FormatKind.Json)]
    [InlineData("A.CSV", FormatKind.Csv)]
    [InlineData("a.tsv", FormatKind.Tsv)]
    [InlineData("a.b.jsonl.gz", FormatKind.JsonLinesGzip)]
    [InlineData("a.json.gz", FormatKind.JsonGzip)]
    [InlineData("a.csv.GZ", FormatKind.CsvGzip)]
    [InlineData("a.tsv.gz", FormatKind.TsvGzip)]
    [InlineData("a.gz", null)]
    [InlineData("a.txt", null)]
    [InlineData("a.xlsx", null)]
    [InlineData("jsonl", null)]
    [InlineData(".jsonl", null)]
    [InlineData(".jsonl.gz", null)]
    [InlineData("a.jsonl.tmp", null)]
    [InlineData("", null)]
    public void Of_Name_FollowsTheExtension(string name, FormatKind? expected)
    {
        Assert.Equal(expected, DropFormat.Of(name));
        Assert.Equal(name, expected is { } kind ? DropFormat.Stem(name) + name[^kind.Extension().Length..] : DropFormat.Stem(name));
    }

    [Fact]
    public void Extensions_EveryKind_HasItsOwn()
    {
        Assert.Equal(Enum.GetValues<FormatKind>().Length, DropFormat.Extensions.Distinct().Count());
        Assert.All(Enum.GetValues<FormatKind>(), kind =>
        {
            Assert.Equal(kind, DropFormat.Of("x" + kind.Extension()));
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
    public void IsTemporary_Name_FollowsItsEnds(string name, bool expected) => Assert.Equal(expected, DropFormat.IsTemporary(name));

    [Fact]
    public async Task NormalizeAsync_UnknownExtension_IsRefusedWithTheKnownOnes()
    {
        var file = await Normalized.OfAsync("notes.txt", "x");
        Assert.Contains(".tsv.gz", file.Result.Refusal, StringComparison.Ordinal);
        Assert.Empty(file.Jsonl);
    }
}
