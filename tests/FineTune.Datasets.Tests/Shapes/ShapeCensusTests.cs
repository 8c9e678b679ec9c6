using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Tests.Shapes;

public sealed class ShapeCensusTests
{
    [Fact]
    public void Shape_MoreThanHalfOfTheReadableLines_IsTheFiles()
    {
        var census = Of(InputShape.Chat, InputShape.Chat, null, null, null, InputShape.Instruction);
        Assert.Equal(InputShape.Chat, census.Shape);
        var finding = Assert.Single(census.Findings());
        Assert.Equal((RuleIds.MixedShapes, Severity.Warning, 0L), (finding.Rule, finding.Severity, finding.Line));
        Assert.Equal("The file is chat (2 lines), but for 1 instruction (first: line 6).", finding.Message);
    }

    [Fact]
    public void Shape_ExactlyHalf_IsNone()
    {
        var census = Of(InputShape.Chat, InputShape.SelfInstruct);
        Assert.Null(census.Shape);
        Assert.Equal(
            "No shape has more than half of the lines: 1 chat (first: line 1); 1 self-instruct (first: line 2).", Assert.Single(census.Findings()).Message);
    }

    [Fact]
    public void Findings_OneShape_None() => Assert.Empty(Of(InputShape.Chat, null, InputShape.Chat).Findings());

    [Fact]
    public void Findings_PreferencePairs_SayOnceWhatIsTrained()
    {
        var finding = Assert.Single(Of([.. Enumerable.Repeat<InputShape?>(InputShape.Preference, 9)]).Findings());
        Assert.Equal((RuleIds.OnlyPreferredTrained, Severity.Info), (finding.Rule, finding.Severity));
        Assert.StartsWith("9 line(s)", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_PartsOfAFile_GiveWhatTheWholeGives()
    {
        InputShape?[] shapes = [.. Enumerable.Range(0, 40).Select(n => n % 3 == 0 ? InputShape.Chat : (InputShape?)InputShape.PromptCompletion)];
        var merged = new ShapeCensus();
        merged.Add(Of(shapes[..7]).Counts, 0);
        merged.Add(Of(shapes[7..]).Counts, 7);
        var whole = Of(shapes);
        Assert.Equal(whole.Findings(), merged.Findings());
        Assert.Equal(whole.Counts.SelectMany(count => count.FirstLines), merged.Counts.SelectMany(count => count.FirstLines));
        Assert.Equal([1, 4, 7, 10, 13], merged.Counts[0].FirstLines);
    }

    private static ShapeCensus Of(params InputShape?[] shapes)
    {
        var census = new ShapeCensus();
        foreach (var (index, shape) in shapes.Index())
        {
            census.Add(shape, index + 1);
        }

        return census;
    }
}
