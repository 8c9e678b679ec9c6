using System.Text;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Tests.Commands;

public sealed class FileCommandTests : IDisposable
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "samples", "support-1.jsonl");
    private readonly TemporaryFolder _folder = new();
    private readonly TestCli _cli = new();

    public void Dispose()
    {
        _cli.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Convert_ToStandardOutput_LinesThereAndTheSummaryApart()
    {
        var file = _folder.File("a.jsonl", "{\"instruction\":\"i\",\"input\":\"x\",\"output\":\"o\"}\r\n\n");

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("convert", file, "--to", "chat"));

        Assert.Equal("{\"messages\":[{\"role\":\"user\",\"content\":\"i\\n\\nx\"},{\"role\":\"assistant\",\"content\":\"o\"}]}\n", _cli.Out);
        Assert.Contains("1 lines = 1 converted + 0 not converted; 1 lines of the shape chat written, 1 blank", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("lost in 1 lines (first: 1): instruction and input become one text", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_LinesThatFail_WritesTheOthersAndExits1()
    {
        var output = InFolder("b.jsonl");

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("convert", Sample, "--to", "instruction", "--out", output));

        Assert.Equal(37, (await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken)).Length);
        Assert.Contains("41 lines = 37 converted + 4 not", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("line 34 not converted: FT103", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b.json")]
    [InlineData("b.csv")]
    [InlineData("b.tsv")]
    [InlineData("b.jsonl.gz")]
    [InlineData("b.csv.gz")]
    public async Task Convert_ByTheExtension_ThereAndBackGivesTheSameLines(string name)
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "samples", "instructions.jsonl");
        var (direct, there, back) = (InFolder("a.jsonl"), InFolder(name), InFolder("c.jsonl"));
        await _cli.RunAsync("convert", sample, "--to", "chat", "--out", direct);

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("convert", sample, "--to", "instruction", "--out", there));
        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("convert", there, "--to", "chat", "--out", back));

        Assert.NotEqual(File.ReadAllBytes(direct), File.ReadAllBytes(there));
        Assert.Equal(File.ReadAllText(direct), File.ReadAllText(back));
    }

    [Fact]
    public async Task Convert_FileThatCannotBeRead_SaysWhyAndWritesNothing()
    {
        var file = _folder.File("a.csv", "colour,size\nred,1\n");

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("convert", file, "--to", "chat", "--out", InFolder("b.jsonl")));

        Assert.Contains("name of a known column", _cli.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(false, ExitCodes.Ok)]
    [InlineData(true, ExitCodes.Failed)]
    public async Task Convert_WithALoss_ExitsByStrict(bool strict, int exitCode)
    {
        var file = _folder.File("a.jsonl", "{\"instruction\":\"i\",\"output\":\"o\",\"system\":\"s\"}\n");
        string[] args = ["convert", file, "--to", "prompt-completion", .. strict ? (string[])["--strict"] : []];

        Assert.Equal(exitCode, await _cli.RunAsync(args));
    }

    [Theory]
    [InlineData("convert", "--to", "chat")]
    [InlineData("fix")]
    public async Task Output_ExistsOrIsTheInput_NothingIsWritten(string command, params string[] options)
    {
        const string Text = "{\"instruction\":\"i\",\"output\":\"o\",\"x\":1}\n";
        var file = _folder.File("a.jsonl", Text);
        var other = _folder.File("b.jsonl", "kept");

        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync([command, file, .. options, "--out", file, "--force"]));
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync([command, file, .. options, "--out", other]));
        Assert.Equal((Text, "kept"), (File.ReadAllText(file), File.ReadAllText(other)));

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync([command, file, .. options, "--out", other, "--force"]));
        Assert.NotEqual("kept", File.ReadAllText(other));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task Split_File_PartsAddUpAndAreTheSameAgain()
    {
        var (first, second) = (InFolder("one"), InFolder("two"));

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("split", Sample, "--validation", "0.2", "--retention", "0.1", "--out", first));
        await _cli.RunAsync("split", Sample, "--validation", "0.2", "--retention", "0.1", "--out", second);

        Assert.Contains("41 lines = 36 valid + 5 rejected.", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("36 valid = 25 train + 7 validation + 4 retention", _cli.Out, StringComparison.Ordinal);
        var rows = new[] { "train", "validation", "retention" }.SelectMany(part => File.ReadLines(Path.Combine(first, part + ".jsonl"))).ToList();
        Assert.Equal((36, 36), (rows.Count, rows.Distinct().Count()));
        Assert.Equal(File.ReadAllText(Path.Combine(first, "validation.jsonl")), File.ReadAllText(Path.Combine(second, "validation.jsonl")));
    }

    [Fact]
    public async Task Split_AnotherSalt_HoldsOthersOut()
    {
        var (first, second) = (InFolder("one"), InFolder("two"));

        await _cli.RunAsync("split", Sample, "--out", first, "--salt", "1");
        await _cli.RunAsync("split", Sample, "--out", second, "--seed", "2");

        Assert.NotEqual(File.ReadAllText(Path.Combine(first, "validation.jsonl")), File.ReadAllText(Path.Combine(second, "validation.jsonl")));
    }

    [Fact]
    public async Task Split_ExampleOverTheModelsLimit_IsRejectedAsADropWouldReject()
    {
        var words = string.Join(' ', Enumerable.Range(0, 40_000).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var file = _folder.File("a.jsonl", $$"""{"instruction":"Count.","output":"{{words}}"}""" + "\n" + """{"instruction":"i","output":"o"}""" + "\n");

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("split", file, "--out", InFolder("parts")));

        Assert.Contains("2 lines = 1 valid + 1 rejected.", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--validation", "0.9")]
    [InlineData("--retention", "-1")]
    public async Task Split_WrongShare_Exits2(string option, string share) =>
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("split", Sample, option, share, "--out", InFolder("x")));

    [Fact]
    public async Task Fix_Fixable_ShowsTheDiffAndWritesAFileThatNeedsNoMoreFixing()
    {
        const string Good = "{\"instruction\":\"i\",\"output\":\"o\"}";
        var file = _folder.File("a.jsonl", "\uFEFF" + Good + "\r\n\r\nnot json\r\n{\"instruction\":\"j\",\"x\":1,\"output\":\"o\"}\n" + Good);
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var output = InFolder("b.jsonl");

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("fix", file, "--out", output));

        Assert.Equal($"{Good}\nnot json\n{{\"instruction\":\"j\",\"output\":\"o\"}}\n", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken)));
        Assert.Equal(before, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.All(
            [$"--- {file}", $"+++ {output}", "@@ -4 +3 @@", "-{\"instruction\":\"j\",\"x\":1", "+{\"instruction\":\"j\",\"output\"", "@@ -5 +3,0 @@", "FT113: 1 lines", "FT301: 1 lines", "3 line ends", "byte order mark"],
            text => Assert.Contains(text, _cli.Out, StringComparison.Ordinal));

        using var again = new TestCli();
        Assert.Equal(ExitCodes.Ok, await again.RunAsync("fix", output));
        Assert.Contains("nothing to fix in 3 lines", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fix_OnlySomeRules_LeavesTheRestByteForByte()
    {
        var file = _folder.File("a.jsonl", "\uFEFF{\"instruction\":\"i\",\"x\":1,\"output\":\"o\\u0007\"}\r\n\n");

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("fix", file, "--apply", "FT113", "--out", "-"));

        Assert.Equal("\uFEFF{\"instruction\":\"i\",\"output\":\"o\\u0007\"}\r\n\n", _cli.Out);
        Assert.Contains("+{\"instruction\":\"i\"", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fix_WithoutOut_SaysThatNothingWasWritten()
    {
        var file = _folder.File("a.jsonl", "{\"instruction\":\"i\",\"x\":1,\"output\":\"o\"}\n");

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("fix", file));

        Assert.Contains("Nothing was written", _cli.Out, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("FT212", "cannot be fixed without guessing")]
    [InlineData("FT999", "There is no rule")]
    public async Task Fix_RuleThatIsNotFixable_Exits2(string rule, string message)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("fix", Sample, "--apply", rule));
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    private string InFolder(string name) => Path.Combine(_folder.Path, name);
}
