using System.Text.Json;
using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Activities;

public sealed class ValidationTests
{
    private static readonly string _mixed = string.Concat(Enumerable.Range(0, 60).Select(n => (n % 10) switch
    {
        3 => "\n",
        4 => "not json at all\r\n",
        5 => "   \n",
        6 => Samples.Line(1) + "\n",
        _ => Samples.Line(n) + "\n",
    })) + "\n\n";

    [Theory]
    [InlineData(100)]
    [InlineData(333)]
    [InlineData(1000)]
    [InlineData(4096)]
    public async Task Merge_ManyRanges_GivesWhatOneRangeGives(long rangeBytes)
    {
        var one = new World();
        var many = new World();

        var expected = await one.ValidateAsync(_mixed);
        var actual = await many.ValidateAsync(_mixed, rangeBytes);

        Assert.Equal(expected, actual);
        Assert.Equal(one.Text("validated.jsonl"), many.Text("validated.jsonl"));
        Assert.Equal(one.Text("windows/validated-index.json"), many.Text("windows/validated-index.json"));
        Assert.Equal(one.Text("windows/seeds.jsonl"), many.Text("windows/seeds.jsonl"));
        Assert.Equal(one.Text("rejected.jsonl").Split('\n').Order(), many.Text("rejected.jsonl").Split('\n').Order());
        Assert.Equal(await SummaryAsync(one), await SummaryAsync(many));
    }

    [Fact]
    public async Task Merge_BlankLines_AreCountedApartAndKeepLineNumbers()
    {
        var world = new World();

        await world.ValidateAsync(_mixed);

        var totals = (await ReadSummaryAsync(world)).Totals;
        var lines = _mixed.Split('\n').SkipLast(1).ToList();
        Assert.Equal(lines.Count(string.IsNullOrWhiteSpace), totals.Blank);
        Assert.Equal(lines.Count - totals.Blank, totals.Lines);
        Assert.Equal(totals.Lines, totals.Valid + totals.Rejected);
        await foreach (var row in world.Store.ReadRowsAsync<RejectedRow>(BlobPaths.Rejected(Samples.Lineage, Samples.DatasetId)))
        {
            Assert.Equal(lines[(int)row.Line!.Value - 1].TrimEnd('\r'), row.Raw);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Merge_TasksOfSeveralInstances_CountsAddUpAndTheRepeatedOnesKeepTheirLine(long rangeBytes)
    {
        const string Task = """{"instruction":"Sort","instances":[{"input":"b","output":"1"},{"input":"c","output":"2"},{"input":"b","output":"1"},{"input":"b","output":"1"}]}""";
        var world = new World();

        await world.ValidateAsync(Task + "\n\n" + Samples.Line(1) + "\n{\"instruction\":\"x\",\"instances\":[]}\n", rangeBytes);

        var summary = await ReadSummaryAsync(world);
        var totals = summary.Totals;
        Assert.Equal((3L, 1L, 3L, 3L, 3L), (totals.Lines, totals.Blank, totals.Expanded, totals.Valid, totals.Rejected));
        Assert.Equal(InputShape.SelfInstruct, totals.Shape);
        Assert.Contains(summary.FirstFindings, finding => finding is { Rule: RuleIds.MixedShapes, Line: 0 } && finding.Message.Contains("line 3", StringComparison.Ordinal));
        var rejected = new List<RejectedRow>();
        await foreach (var row in world.Store.ReadRowsAsync<RejectedRow>(BlobPaths.Rejected(Samples.Lineage, Samples.DatasetId)))
        {
            rejected.Add(row);
        }

        Assert.Equal([Task, Task], rejected.Where(row => row.Line == 1).Select(row => row.Raw));
        Assert.Equal([1, 1, 4], rejected.Select(row => row.Line!.Value).Order());
    }

    [Fact]
    public async Task Merge_PreferencePair_KeepsTheLosingAnswerBesideTheRow()
    {
        var world = new World();

        await world.ValidateAsync("""{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"good"}],"non_preferred_output":[{"role":"assistant","content":"worse"}]}""");

        await foreach (var row in world.Store.ReadRowsAsync<SourceRow>(BlobPaths.Validated(Samples.Lineage, Samples.DatasetId)))
        {
            Assert.Equal("good", row.Row.Example.Messages[^1].Content);
            Assert.Equal("worse", Assert.Single(row.Row.NonPreferred!).Content);
        }

        Assert.Contains(new RuleCount(RuleIds.OnlyPreferredTrained, Severity.Info, 1), (await ReadSummaryAsync(world)).Totals.Rules);
    }

    [Fact]
    public async Task Merge_OnlyBlankLines_SaysSo()
    {
        var result = await new World().ValidateAsync("\n \n\t\r\n");

        Assert.Contains("only blank lines (3)", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_EmptyFile_SaysSo() =>
        Assert.StartsWith("The file is empty.", (await new World().ValidateAsync("")).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task Merge_Duplicates_KeepTheFirstAndRejectTheOthersByteForByte()
    {
        var world = new World();
        var spaced = Samples.Line(3).Replace("\"content\":", "\"content\" : ", StringComparison.Ordinal);

        var result = await world.ValidateAsync(Samples.Drop(12) + spaced + "\n");

        Assert.Equal(12, result.Valid);
        var rejected = JsonDocument.Parse(world.Text("rejected.jsonl")).RootElement;
        Assert.Equal(spaced, rejected.GetProperty("raw").GetString());
        Assert.Equal(13, rejected.GetProperty("line").GetInt64());
    }

    [Fact]
    public async Task Merge_TooFewExamples_IsRefused()
    {
        var result = await new World().ValidateAsync(Samples.Drop(9));

        Assert.Equal(9, result.Valid);
        Assert.Contains("at least 10 valid examples", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValidateRange_RunTwice_ChangesNothing()
    {
        var world = new World();
        await world.ValidateAsync(_mixed, 700);
        var before = world.Store.Names.ToDictionary(name => name, name => world.Store.Text(new BlobRef("increments", name[11..])));

        await world.ValidateAsync(_mixed, 700);

        Assert.Equal(before, world.Store.Names.ToDictionary(name => name, name => world.Store.Text(new BlobRef("increments", name[11..]))));
    }

    [Fact]
    public async Task Seeds_LeaveOutNothingUsable_AndStayBelowTheirBound()
    {
        var world = new World();

        await world.ValidateAsync(Samples.Drop(250));

        Assert.Equal(MergeValidation.MaxSeeds, world.Text("windows/seeds.jsonl").Count(c => c == '\n'));
    }

    [Fact]
    public async Task Merge_LegacyDrop_IsToldWhatTheClassicChecksSay()
    {
        var world = new World();

        var result = await world.ValidateAsync(string.Concat(Enumerable.Range(0, 12).Select(n => $$"""{"prompt":"parcel {{n * 7919}} lies where?","completion":"counter {{n}}"}""" + "\n")));

        Assert.Null(result.Reason);
        var summary = await ReadSummaryAsync(world);
        Assert.Equal([RuleIds.LegacyExampleCount, RuleIds.LegacyPromptSeparator, RuleIds.LegacyPromptPrefix, RuleIds.LegacyCompletionPrefix, RuleIds.LegacyCompletionStop, RuleIds.LegacyCompletionSpace],
            summary.FirstFindings.Where(f => f.Line == 0).Select(f => f.Rule).Order(StringComparer.Ordinal));
        Assert.Contains(new RuleCount(RuleIds.LegacyExampleCount, Severity.Info, 1), summary.Totals.Rules);
    }

    [Fact]
    public async Task Merge_RowOfAnEarlierIncrement_IsSaidAndStaysValid()
    {
        var world = new World();
        await world.ValidateAsync(Samples.Drop(12));
        var id = JsonDocument.Parse(world.Text("validated.jsonl").Split('\n')[3]).RootElement.GetProperty("row").GetProperty("id").GetString();
        world.Store.With(BlobPaths.Accepted(Samples.Lineage, "ffffffffffffffff"), $$"""{"id":"{{id}}"}""" + "\n");

        var result = await world.ValidateAsync(Samples.Drop(12));

        Assert.Equal(12, result.Valid);
        var finding = Assert.Single((await ReadSummaryAsync(world)).FirstFindings, f => f.Rule == RuleIds.InEarlierIncrement);
        Assert.Equal(4, finding.Line);
    }

    [Theory]
    [InlineData(SafetyAction.Warn, 1)]
    [InlineData(SafetyAction.Reject, 0)]
    public async Task ValidateRange_SafetyPolicy_IsTheLineages(SafetyAction pii, long valid)
    {
        var world = new World();
        var line = Samples.Line(1).Replace("take parcel", "ask jane@contoso.com about parcel", StringComparison.Ordinal) + "\n";
        world.Store.With(BlobPaths.Source(Samples.Lineage, Samples.DatasetId), line);
        var validate = new ValidateRange(world.Store, world.Endpoints, world.Endpoints, world.Endpoints);

        var input = new RangeInput(Samples.Lineage, Samples.DatasetId, new ByteRange(0, 0, line.Length), Samples.Trainer, new SafetySettings { Pii = pii });
        var result = await validate.RunAsync(input, default);

        Assert.Equal((valid, 1 - valid), (result.Valid, result.Rejected));
    }

    private static async Task<string> SummaryAsync(World world)
    {
        var summary = await ReadSummaryAsync(world);
        return JsonSerializer.Serialize(summary with { FirstFindings = [.. summary.FirstFindings.OrderBy(f => f.Line).ThenBy(f => f.Rule, StringComparer.Ordinal)] });
    }

    private static async Task<ValidationSummary> ReadSummaryAsync(World world) => (await world.Store.ReadJsonAsync<ValidationSummary>(
        BlobPaths.Increment(Samples.Lineage, Samples.DatasetId, "windows/validation.json")))!;
}
