using FineTune.Datasets.Deduplication;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Deduplication;

public sealed class RowLinesTests
{
    [Property(MaxTest = 300)]
    public bool Index_AnySteps_IsTheLineThatWasAdded(byte[] steps)
    {
        var rows = new RowLines();
        var lines = new List<uint>();
        var line = 1u;
        foreach (var step in steps)
        {
            // 0: another row of the same line; 1: the next line; more: lines between were blank or rejected.
            line += step % 4u;
            rows.Add(line);
            lines.Add(line);
        }

        return rows.Count == lines.Count && lines.Select((expected, row) => rows[row] == expected).All(equal => equal);
    }

    [Fact]
    public void Index_MoreRowsThanAPage_IsTheLineThatWasAdded()
    {
        var rows = new RowLines();
        for (var row = 0; row < 200_000; row++)
        {
            rows.Add((row * 2) + 1);
        }

        Assert.All(Enumerable.Range(0, 2_000).Select(i => i * 99), row => Assert.Equal((uint)((row * 2) + 1), rows[row]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows[200_000]);
    }
}
