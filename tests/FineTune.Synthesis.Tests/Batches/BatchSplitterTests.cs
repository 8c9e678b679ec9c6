using System.Globalization;
using FineTune.Core.Models.Endpoints;
using FineTune.Synthesis.Batches;
using FsCheck.Xunit;

namespace FineTune.Synthesis.Tests.Batches;

public sealed class BatchSplitterTests
{
    [Theory]
    [InlineData(2, 1000, new[] { 1, 1, 1, 1, 1 }, new[] { 0, 0, 1, 1, 2 })]
    [InlineData(100, 10, new[] { 4, 4, 4, 10, 1 }, new[] { 0, 0, 1, 2, 3 })]
    [InlineData(100, 10, new[] { 5, 5, 1 }, new[] { 0, 0, 1 })]
    [InlineData(2, 10, new[] { 11, 3, 12, 3, 3 }, new[] { -1, 0, -1, 0, 1 })]
    [InlineData(2, 10, new[] { 11 }, new[] { -1 })]
    public void Place_Lines_GoToFilesByCountAndBytes(int maxRequests, int maxBytes, int[] lines, int[] expected)
    {
        var splitter = new BatchSplitter(new BatchOffer(maxRequests, maxBytes, 0.5m));

        Assert.Equal(expected, lines.Select((bytes, i) => splitter.Place(Id(i), bytes) ?? -1));
        Assert.Equal(expected.Max() + 1, splitter.Parts);
    }

    [Fact]
    public void Place_SameIdTwice_IsRefusedBeforeItFailsABatch()
    {
        var splitter = new BatchSplitter(new BatchOffer(10, 100, 0.5m));
        splitter.Place("a", 1);

        Assert.Contains("'a' occurs twice", Assert.Throws<ArgumentException>(() => splitter.Place("a", 1)).Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public bool Place_AnyLines_EveryLineOnceWithinBothLimitsAndNoFileNeedlessly(byte[] sizes, byte maxRequests, byte maxBytes)
    {
        var offer = new BatchOffer(maxRequests + 1, maxBytes + 1, 0.5m);
        var splitter = new BatchSplitter(offer);
        var placed = sizes.Select((bytes, i) => (Bytes: (long)bytes, Part: splitter.Place(Id(i), bytes))).ToList();
        var files = placed.Where(p => p.Part is not null).GroupBy(p => p.Part!.Value).Select(g => (g.Key, Lines: g.Select(p => p.Bytes).ToList())).ToList();
        return placed.All(p => p.Part is null == p.Bytes > offer.MaxBytes)
            && files.Select(f => f.Key).SequenceEqual(Enumerable.Range(0, splitter.Parts))
            && files.TrueForAll(f => f.Lines.Count <= offer.MaxRequests && f.Lines.Sum() <= offer.MaxBytes)
            && files.Zip(files.Skip(1)).All(pair =>
                pair.First.Lines.Count == offer.MaxRequests || pair.First.Lines.Sum() + pair.Second.Lines[0] > offer.MaxBytes);
    }

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);
}
