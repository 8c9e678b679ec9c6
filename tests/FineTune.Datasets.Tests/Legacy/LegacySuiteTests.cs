using System.Text;
using System.Text.Json;
using FineTune.Datasets.Legacy;
using FineTune.Datasets.Rules;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Legacy;

public sealed class LegacySuiteTests
{
    [Theory]
    [InlineData("cnn_dailymail_3_0_0_tldr_summary")]
    [InlineData("duorc_SelfRC_extract_answer")]
    [InlineData("multi_news_what_are_the_key_points")]
    [InlineData("quoref_Answer_Test")]
    [InlineData("wiki_hop_original_explain_relation")]
    public void Notices_RealFiles_AgreeWithTheClassicTool(string file)
    {
        using var oracle = JsonDocument.Parse(RepositoryFiles.Read("tests/FineTune.Datasets.Tests/Legacy/legacy-oracle.json"));
        var lines = OracleData.Lines($"t0-prompt-completion/{file}.jsonl", OracleData.T0);
        var expected = oracle.RootElement.GetProperty("files").GetProperty(file).EnumerateArray().Select(item => item.GetString()).ToList();
        var notices = Run([.. lines.Select(line => LegacyRow.TryRead(Encoding.UTF8.GetBytes(line.GetRawText()))!)]);
        Assert.Equal(200, lines.Count);
        Assert.Equal(expected, notices.Select(Name));
    }

    public static TheoryData<string, string[], string[]> Cases => new()
    {
        { "few", Rows(99), ["FT311 info"] },
        { "prompt in another case", Rows(3, key: "Prompt"), ["FT311 info", "FT312 necessary"] },
        { "no prompt", [Row(null, " a\n"), Row(null, " b\n")], ["FT311 info", "FT312 error"] },
        { "completion in another case", [Row("x ->", null, "\"COMPLETION\":\" a.\""), Row("y ->", null, "\"COMPLETION\":\" b.\"")], ["FT311 info", "FT313 necessary", "FT320 info", "FT323 info"] },
        { "no completion", [Row("x", null)], ["FT311 info", "FT313 error"] },
        { "other keys", [.. Rows(3), Row("more ->", " more.", "\"id\":1")], ["FT311 info", "FT314 necessary"] },
        { "empty completion", [.. Rows(3), Row("more ->", "")], ["FT311 info", "FT315 necessary"] },
        { "classification", [.. Enumerable.Range(0, 7).Select(i => Row($"{i} ->", i % 2 == 0 ? " yes" : " no"))], ["FT311 info", "FT316 info"] },
        { "a third is no classification", [.. Enumerable.Range(0, 6).Select(i => Row($"{i} ->", i % 2 == 0 ? " yes." : " no."))], ["FT311 info"] },
        { "repetition", [.. Rows(3), .. Rows(1)], ["FT311 info", "FT317 optional"] },
        { "too long", [.. Rows(3), Row(new string('x', 9_998) + " ->", " a.")], ["FT311 info", "FT318 optional"] },
        { "just not too long", [.. Rows(3), Row(new string('x', 9_994) + " ->", " a.")], ["FT311 info"] },
        { "long by surrogate pairs only", [.. Rows(3), Row(string.Concat(Enumerable.Repeat("\U0001F600", 5_100)) + " ->", " a.")], ["FT311 info"] },
        { "upper case", [Row("ABC ->", " a."), Row("DEFGe ->", " b.")], ["FT311 info", "FT319 optional"] },
        { "no separator", [Row("x", " a."), Row("y", " b.")], ["FT311 info", "FT320 optional"] },
        { "equal prompts", [Row("x", " a."), Row("x", " b.")], ["FT311 info", "FT320 error"] },
        { "short prompt prefix", [Row("q: x ->", " a."), Row("q: y ->", " b.")], ["FT311 info", "FT321 info"] },
        { "long prompt prefix", [Row("Please answer x ->", " a."), Row("Please answer y ->", " b.")], ["FT311 info", "FT321 optional"] },
        { "completion prefix", [Row("x ->", " the a."), Row("y ->", " the b.")], ["FT311 info", "FT322 optional"] },
        { "no stop", [Row("x ->", " a"), Row("y ->", " b")], ["FT311 info", "FT323 optional"] },
        { "equal completions", [Row("x ->", " a"), Row("y ->", " a")], ["FT311 info", "FT323 error"] },
        { "no space", [Row("x ->", "a."), Row("y ->", " b.")], ["FT311 info", "FT324 optional"] },
        { "different white space", [Row("x ->", "\na."), Row("y ->", " b.")], ["FT311 info", "FT324 optional"] },
        { "open-ended", [Row("", " a long story"), Row("", " a saga, ongoing")], ["FT311 info"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Notices_OneFault_OneNotice(string name, string[] lines, string[] expected)
    {
        var notices = Run([.. lines.Select(line => LegacyRow.TryRead(Encoding.UTF8.GetBytes(line))!)]).Select(Name);
        string[] quiet = [.. new[] { "FT320 info", "FT323 info" }.Except(expected)];
        Assert.True(expected.SequenceEqual(notices.Except(quiet)), $"{name}: {string.Join(", ", notices)}");
    }

    [Fact]
    public void Notices_MarkInsideALaterText_Said()
    {
        var suffix = Run([Read("a\n\n###\n\n", " b."), Read("c\n\n###\n\nd\n\n###\n\n", " e. f.")]);
        Assert.Contains("also occurs inside", Find(suffix, RuleIds.LegacyPromptSeparator), StringComparison.Ordinal);
        Assert.Contains("also occurs inside", Find(suffix, RuleIds.LegacyCompletionStop), StringComparison.Ordinal);
        Assert.DoesNotContain("also", Find(Run([Read("a ->", " b."), Read("c ->", " d.")]), RuleIds.LegacyPromptSeparator), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", " b", "' ->'", "'\\n'")]
    [InlineData("a\nb", " b\nc", "'\\n\\n###\\n\\n'", "'.'")]
    [InlineData("a ->b\n\n###\n\nc", " b\n. END", "'\\n\\n===\\n\\n'", "'***'")]
    public void Notices_NoMark_SuggestsTheFirstFreeOne(string prompt, string completion, string separator, string stop)
    {
        var notices = Run([Read(prompt, completion), Read("x", " y")]);
        Assert.Contains($"Not used in this file: {separator}.", Find(notices, RuleIds.LegacyPromptSeparator), StringComparison.Ordinal);
        Assert.Contains($"Not used in this file: {stop}.", Find(notices, RuleIds.LegacyCompletionStop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnalyseAsync_LegacyFile_FindingsAboutTheSet()
    {
        var findings = await AnalyseAsync(string.Join('\n', (string[])[.. Rows(3), "not json", .. Rows(1)]));
        Assert.Equal(["FT311", "FT317", "FT320", "FT323"], findings!.Select(f => f.Rule));
        Assert.Equal([Severity.Info, Severity.Warning, Severity.Info, Severity.Info], findings!.Select(f => f.Severity));
        Assert.All(findings!, finding => Assert.Equal(0, finding.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{\"messages\":[]}\n{\"prompt\":\"a\",\"completion\":\"b\"}")]
    [InlineData("\ufffd\nnull\n[1]")]
    public async Task AnalyseAsync_OtherFile_Null(string file) => Assert.Null(await AnalyseAsync(file));

    [Property(MaxTest = 200)]
    public bool TryRead_AnyBytes_NeverThrows(byte[] bytes) => LegacyRow.TryRead(bytes) is null || bytes.Length > 1;

    [Property(MaxTest = 200)]
    public bool Notices_AnyTexts_CountFirstAndNoTextQuoted((FsCheck.NonNull<string> Prompt, FsCheck.NonNull<string> Completion)[] rows)
    {
        var notices = Run([.. rows.Select(row => new LegacyRow(row.Prompt.Get, row.Completion.Get, "prompt", "completion", false))]);
        return notices[0].Rule == RuleIds.LegacyExampleCount && notices.All(notice => notice.ToFinding().Line == 0);
    }

    private static async Task<IReadOnlyList<Finding>?> AnalyseAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return await LegacyFile.AnalyseAsync(_ => Task.FromResult<Stream>(new ChunkedStream(bytes)), bytes.Length);
    }

    private static IReadOnlyList<LegacyNotice> Run(IReadOnlyList<LegacyRow> rows)
    {
        var suite = new LegacySuite();
        foreach (var row in rows)
        {
            suite.Add(row);
        }

        foreach (var row in suite.NeedsSecondPass ? rows : [])
        {
            suite.Revisit(row);
        }

        return suite.Notices();
    }

    private static string Name(LegacyNotice notice) => $"{notice.Rule} {notice.Level.ToString().ToLowerInvariant()}";

    private static string Find(IEnumerable<LegacyNotice> notices, string rule) => Assert.Single(notices, notice => notice.Rule == rule).Message;

    private static LegacyRow Read(string prompt, string completion) => LegacyRow.TryRead(Encoding.UTF8.GetBytes(Row(prompt, completion)))!;

    private static string[] Rows(int count, string key = "prompt") =>
        [.. Enumerable.Range(0, count).Select(i => Row(null, $" answer{i}.", $"\"{key}\":\"{(char)('a' + (i % 26))}{i} question ->\"")).Select((row, i) => row.Replace(" answer", i % 2 == 0 ? " yes" : " no", StringComparison.Ordinal))];

    private static string Row(string? prompt, string? completion, string? more = null) => "{" + string.Join(',', new[]
    {
        prompt is null ? null : $"\"prompt\":{JsonSerializer.Serialize(prompt)}",
        completion is null ? null : $"\"completion\":{JsonSerializer.Serialize(completion)}",
        more,
    }.OfType<string>()) + "}";
}
