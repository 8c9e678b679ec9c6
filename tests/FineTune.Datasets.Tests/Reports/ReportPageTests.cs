using FineTune.Core;
using FineTune.Core.Billing.Estimates;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Reports;
using FineTune.Datasets.Reports.Sections;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Tests.Reports;

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
            ["0123456789abcdef", "a&lt;b&gt;.jsonl", "123,456 bytes of the shape self-instruct", "FT103", "The line is not JSON", "docs/rules.md", "a &amp; b", "0.1234", "1970-01-01 00:00", "<b>12</b> lines"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_RefusedWithoutCounts_ReasonAndNoEmptyTables()
    {
        var page = ReportPage.Render(Report with { Outcome = DatasetOutcome.Refused, Reason = "Too <few>", Counts = null, Rules = [], FirstFindings = [], Notes = [] });
        Assert.Contains("Too &lt;few&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ProfileAndEstimate_ShownAndEncoded()
    {
        var page = ReportPage.Render(Full());

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.All(
            [
                "Worst lines", "&lt;script&gt;", "href=\"#FT103\"", "id=\"FT103\"", "Near duplicates", "5, 9 and 3 more", "Tokens of an example", "aria-label=\"Tokens of an example: 10 to 40",
                "mini&lt;img&gt; (base model)", "$1.50", "not known", "no longer", "old &lt;prices&gt;", "generation.perExample",
            ],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_EveryRuleThatFired_IsExplainedInThePage()
    {
        var page = ReportPage.Render(Full());
        Assert.Contains(System.Net.WebUtility.HtmlEncode(RuleBook.Get(RuleIds.NotJson).Fix), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Report_ReadsBackAsItWas()
    {
        var json = System.Text.Json.JsonSerializer.Serialize(Full(), FineTuneJson.Options);
        var back = System.Text.Json.JsonSerializer.Deserialize<DatasetReport>(json, FineTuneJson.Options)!;

        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(back, FineTuneJson.Options));
        Assert.Equal(10 / 12.0, back.KeptShare);
    }

    private static DatasetReport Full()
    {
        var spread = new Distribution(3, 60, 10, 40, 20, 10, 10, 40, [new DistributionBin(10, 24, 2), new DistributionBin(25, 40, 1)]);
        var line = new WorstLine(4, true, 9, [new LineProblem(RuleIds.NotJson, Severity.Error, null, "broken")], [new TurnOutline("user", 5, true)], 2, "<script>x");
        var training = new TrainingEstimate(
            EndpointKind.OpenAI, "mini<img>", true, 60, false, 1, 3, false, new CostRange(1.5m, 2), null, null, new DateOnly(2026, 11, 22), null, null, false, "gone");
        return Report with
        {
            Profile = new DatasetProfile(
                3, spread, spread, spread, spread, 1, 0, [new NamedCount("chat", 3)], [new NamedCount("English", 2)], [new DuplicateGroup(2, [5, 9], 6)], [line],
                [new TokenTotal("o200k_base", 65_536, 60, 0, true)]),
            Estimate = new DropEstimate(
                "mini", 2, 3, 5, 1, [new StageEstimate(PaidStage.Judging, "e", "j", 5, null, "no price")], [training], ["assumed"], ["old <prices>"]),
            Settings = new LineageSettings(),
        };
    }
}
