using FineTune.Cli.Output;
using FineTune.Cli.Views;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Training.Runs;

namespace FineTune.Cli.Tests.Views;

public sealed class TableTests : IDisposable
{
    private readonly StringWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public void RegistryTable_TwoVersions_ShowsAllThatAPersonAsksFor()
    {
        var text = Render(RegistryTable.Create("support", Some.Models(Some.Version(2, 1, "b"), Some.Version(1, null, "a"))));
        var rows = text.Split('\n').Where(line => line.Contains("56,789", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, rows.Count);
        Assert.StartsWith("│ 1       │ -", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("│ 2       │ 1", rows[1], StringComparison.Ordinal);
        foreach (var expected in new[] { "continue", "1,234 (12 generated, 3 replayed)", "$0.01", "7.3 vs 6.5 (4 won, 1 lost, 2 tied): passed", "champion" })
        {
            Assert.Contains(expected, rows[1], StringComparison.Ordinal);
        }

        Assert.DoesNotContain("champion", rows[0], StringComparison.Ordinal);
    }

    [Fact]
    public void RunTable_OpenAndEndedRuns_ShowsTheTimeTaken()
    {
        var text = Render(RunTable.Create("support", [Some.Run("aaaa", RunState.Running, "train"), Some.Run("bbbb", RunState.Registered, "done", 2)]));
        Assert.Contains("running", text, StringComparison.Ordinal);
        Assert.Contains("1 min 15 s", text, StringComparison.Ordinal);
    }

    [Fact]
    public void DatasetTable_MarkupInAReason_IsShownAsItIs()
    {
        var text = Render(DatasetTable.Create("support", [Some.Dataset("d", "refused", reason: "line 3: [bold] is no role"), Some.Dataset("e", "accepted")]));
        Assert.Contains("line 3: [bold] is no role", text, StringComparison.Ordinal);
        Assert.Contains("41", text, StringComparison.Ordinal);
    }

    [Fact]
    public void LineageTable_EachState_HasItsWords()
    {
        var work = new StageStatus("judge", 20, 1060);
        var text = Render(LineageTable.Create(
        [
            new LineageOverview("a", 1, 1, 0, false, work), new LineageOverview("b", null, 0, 2, false, null),
            new LineageOverview("c", 3, 3, 0, true, work), new LineageOverview("d", 3, 3, 0, false, null),
        ]));
        foreach (var expected in new[] { "judge 20 of 1,060", "waiting for the next run", "waits for approval", "idle" })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0", "$0")]
    [InlineData("0.00042", "$0.0004")]
    [InlineData("12.5", "$12.50")]
    [InlineData("12345.678", "$12,345.68")]
    public void Cost_AnyAmount_IsReadable(string amount, string expected) =>
        Assert.Equal(expected, Words.Cost(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(75, "1 min 15 s")]
    [InlineData(90000, "25 h 00 min")]
    public void Elapsed_AnyTime_IsReadable(double seconds, string expected) => Assert.Equal(expected, Words.Elapsed(TimeSpan.FromSeconds(seconds)));

    private string Render(Spectre.Console.Table table)
    {
        TestCli.Console(_writer).Write(table);
        return _writer.ToString();
    }
}
