using System.Text.Json.Nodes;
using FineTune.Cli.Errors;

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

    [Fact]
    public async Task Validate_NoTokens_SameLinesAndSaysThatNoneWereCounted()
    {
        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("validate", Sample, "--no-tokens"));
        Assert.Contains("36 valid, 5 rejected, 0 blank; tokens not counted", _cli.Out, StringComparison.Ordinal);

        using var json = new TestCli();
        await json.RunAsync("validate", Sample, "--no-tokens", "--format", "json");
        var report = JsonNode.Parse(json.Out)![0]!;
        Assert.Equal(0, (long)report["tokens"]!);
        Assert.Contains(report["notes"]!.AsArray(), note => ((string)note!).Contains("--no-tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_LineageSettings_SafetyPolicyApplies()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.File("lineage.json", """{"safety":{"pii":"reject"}}""");
        var line = """{"instruction":"Who?","output":"Write to anna.smith@firm-name.de."}""";
        var drop = folder.File("drop.jsonl", line + "\n");

        await _cli.RunAsync("validate", drop);
        Assert.Contains("1 valid, 0 rejected", _cli.Out, StringComparison.Ordinal);

        using var strict = new TestCli();
        await strict.RunAsync("validate", drop, "--lineage-settings", settings);
        Assert.Contains("0 valid, 1 rejected", strict.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_Against_RejectsWhatAnEvaluationSetHolds()
    {
        using var folder = new TemporaryFolder();
        const string Question = "How many parcels does the night shift in the northern warehouse sort between ten in the evening and four in the morning?";
        var set = folder.File("held-out.jsonl", $$"""{"question":"{{Question}}","answer":"Nine hundred."}""" + "\n");
        var drop = folder.File("drop.jsonl", $$"""{"instruction":"{{Question}}","output":"Nine hundred parcels."}""" + "\n" + """{"instruction":"What is a parcel?","output":"A box that is sent."}""" + "\n");

        await _cli.RunAsync("validate", drop);
        Assert.Contains("2 valid, 0 rejected", _cli.Out, StringComparison.Ordinal);

        using var guarded = new TestCli();
        Assert.Equal(ExitCodes.Failed, await guarded.RunAsync("validate", drop, "--against", set, "--no-tokens"));
        Assert.All(["1 valid, 1 rejected", "FT310", "held-out"], text => Assert.Contains(text, guarded.Out, StringComparison.Ordinal));

        using var empty = new TestCli();
        Assert.Equal(ExitCodes.Usage, await empty.RunAsync("validate", drop, "--against", folder.File("empty.jsonl", "[]\n")));
        Assert.Contains("contains no evaluation question", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_MoreFindingsThanAreListed_SaysHowMany()
    {
        using var folder = new TemporaryFolder();
        var drop = folder.File("drop.jsonl", string.Concat(Enumerable.Repeat("[]\n", 10_010)));

        await _cli.RunAsync("validate", drop, "--format", "sarif", "--no-tokens");
        var run = JsonNode.Parse(_cli.Out)!["runs"]![0]!;
        Assert.Equal(10, (long)run["properties"]!["findingsLeftOut"]!);
        Assert.Equal(10_000, run["results"]!.AsArray().Count);

        using var json = new TestCli();
        await json.RunAsync("validate", drop, "--format", "json", "--no-tokens");
        Assert.Contains(JsonNode.Parse(json.Out)![0]!["notes"]!.AsArray(), note => ((string)note!).Contains("9910 more findings", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no-such-file.jsonl")]
    [InlineData("a.jsonl", "--lineage-settings", "no-such-file.json")]
    [InlineData("a.jsonl", "b.jsonl", "--format", "html")]
    public async Task Validate_WrongCommandLine_Exits2(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(["validate", .. args]));
        Assert.Contains("next:", _cli.Error, StringComparison.Ordinal);
    }
}
