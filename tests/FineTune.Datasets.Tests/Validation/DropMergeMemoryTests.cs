using FineTune.Datasets.Analysis;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Tests.Support;
using FineTune.Datasets.Validation;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Validation;

/// <summary>Alone, because the memory of the whole process is measured.</summary>
[CollectionDefinition(nameof(DropMergeMemoryTests), DisableParallelization = true)]
[Collection(nameof(DropMergeMemoryTests))]
public sealed class DropMergeMemoryTests
{
    private const int Measured = 20_000;

    /// <summary>Two million rows, about a gigabyte, must leave most of 200 MiB to the rest.</summary>
    [Fact]
    public void TryAccept_ManyRows_KeepsFewBytesOfEach()
    {
        using var set = new SetAnalysis(new FileScratch(), maxExact: 500);
        var merge = new DropMerge(set);
        Add(merge, 0, 20_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Add(merge, 20_000, Measured);

        var perRow = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Measured;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perRow:0.0} bytes a row");
        Assert.True(perRow < 48, $"{perRow:0.0} bytes are kept of each row.");
        var summary = merge.Complete();
        Assert.Equal(20_000 + Measured, summary.Totals.Valid);
        Assert.Equal(DropMerge.MaxFindings, summary.FirstFindings.Count);
        Assert.Contains(summary.Totals.Rules, rule => rule is { Rule: RuleIds.ContradictoryAnswers, Count: 20_000 + Measured - 1_000 });
    }

    /// <summary>A thousand questions, asked again and again with other answers.</summary>
    private static void Add(DropMerge merge, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            Assert.True(merge.TryAccept(Drops.Row($"What of {i % 1000}?", $"{i} {i * 31} {i * 37} {i * 41} {i * 43} {i * 47} {i * 53}", line: i + 1), [], out _));
        }
    }
}
