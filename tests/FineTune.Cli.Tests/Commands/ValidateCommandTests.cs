using System.Text.Json.Nodes;

namespace FineTune.Cli.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "samples", "support-1.jsonl");
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Validate_FileWithBadLines_ShowsRulesAndCountsAndExits1()
    {
        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("validate", Sample));

        Assert.Contains("41 lines (chat), 36 valid, 5 rejected", _cli.Out, StringComparison.Ordinal);
        Assert.All(["FT103", "FT112", "FT114", "FT201", "FT301", "line 34"], text => Assert.Contains(text, _cli.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_GoodFile_Exits0()
    {
        var good = Path.Combine(AppContext.BaseDirectory, "samples", "instructions.jsonl");

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("validate", good));
        Assert.Contains("16 valid, 0 rejected", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_Sarif_NamesRuleLineAndFile()
    {
        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("validate", Sample, "--format", "sarif"));

        var results = JsonNode.Parse(_cli.Out)!["runs"]![0]!["results"]!.AsArray();
        var broken = Assert.Single(results, result => (string?)result!["ruleId"] == "FT103")!;
        Assert.Equal("error", (string?)broken["level"]);
        var place = broken["locations"]![0]!["physicalLocation"]!;
        Assert.Equal(34, (int)place["region"]!["startLine"]!);
        Assert.EndsWith("support-1.jsonl", (string?)place["artifactLocation"]!["uri"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_JsonAndHtml_AreTheReportOfADrop()
    {
        await _cli.RunAsync("validate", Sample, "--format", "json");
        Assert.Equal(5, (int)JsonNode.Parse(_cli.Out)![0]!["counts"]!["rejectedByRules"]!);

        using var page = new TestCli();
        await page.RunAsync("validate", Sample, "--format", "html");
        Assert.Contains("FT103", page.Out, StringComparison.Ordinal);
        Assert.Contains("</html>", page.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_TooFewLines_SaysThatItWouldBeRefused()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "not json\n");

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("validate", file));
        Assert.Contains("It would be refused", _cli.Out, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("no-such-file.jsonl")]
    [InlineData("a.jsonl", "b.jsonl", "--format", "html")]
    public async Task Validate_WrongCommandLine_Exits2(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(["validate", .. args]));
        Assert.Contains("next:", _cli.Error, StringComparison.Ordinal);
    }
}
