using FineTune.Core.Datasets;

namespace FineTune.Core.Tests.Datasets;

public sealed class ReportPageTests
{
    private static readonly DatasetReport Report = new(
        "support", "0123456789abcdef", ["a<b>.jsonl"], DatasetOutcome.Accepted, null, 1, 123456,
        new IncrementCounts(12, 1, 11, 1, 3, 1, 1, 1, 10, 1, 10, 1, 0), 4200, 0.1234m,
        [new RuleCount(RuleIds.NotJson, Severity.Error, 1)],
        [RuleBook.Finding(RuleIds.NotJson, 4, "<script>alert(1)</script>", "$['<img>']")], ["a & b"], DateTimeOffset.UnixEpoch)
    {
        Shape = InputShape.SelfInstruct,
    };

    [Fact]
    public void Render_FullReport_AllPartsAndNothingUnencoded()
    {
        var page = ReportPage.Render(Report);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.All(
            ["0123456789abcdef", "a&lt;b&gt;.jsonl", "123,456 bytes of the shape self-instruct", "FT103", "The line is not JSON", "docs/rules.md", "a &amp; b", "0.1234", "1970-01-01 00:00"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_RefusedWithoutCounts_ReasonAndNoEmptyTables()
    {
        var page = ReportPage.Render(Report with { Outcome = DatasetOutcome.Refused, Reason = "Too <few>", Counts = null, Rules = [], FirstFindings = [], Notes = [] });
        Assert.Contains("Too &lt;few&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table>", page, StringComparison.Ordinal);
    }
}
