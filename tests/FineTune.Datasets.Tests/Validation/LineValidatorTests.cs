using System.Text;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Validation;

public sealed class LineValidatorTests
{
    public static TheoryData<string, string, string> BadLines => new()
    {
        { "{\"messages\":", RuleIds.NotJson, "ends in the middle of a value, after column 12" },
        { "hello", RuleIds.NotJson, "column 1" },
        { "{\"a\":1,}", RuleIds.NotJson, "column 8" },
        { "{'a':1}", RuleIds.NotJson, "column 2" },
        { "{\"é\":tru}", RuleIds.NotJson, "column 9" },
        { "{\"a\":1} {\"b\":2}", RuleIds.NotJson, "column 9" },
        { "{\"a\":NaN}", RuleIds.NotJson, "column 6" },
        { "{\"a\":\"x\ty\"}", RuleIds.NotJson, "column 8" },
        { "{\"a\":\"\0\"}", RuleIds.NotJson, "NUL bytes (the first in column 7)" },
        { "version https://example.org/spec/v1", RuleIds.NotJson, "column 1" },
        { "\uFEFF{}", RuleIds.NotJson, "byte order mark is at the start of the line" },
        { "", RuleIds.NotJson, "ends in the middle" },
        { "[]", RuleIds.NotAnObject, "not a JSON object" },
        { "\"text\"", RuleIds.NotAnObject, "not a JSON object" },
        { "1e999", RuleIds.NotAnObject, "not a JSON object" },
        { "null", RuleIds.NotAnObject, "not a JSON object" },
        { "{}", RuleIds.UnknownShape, "empty object" },
        { "{\"text\":\"a\"}", RuleIds.UnknownShape, "neither 'messages' nor" },
        { "{\"conversations\":[]}", RuleIds.UnknownShape, "rename 'conversations'" },
        { "{\"prompt_text\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}", RuleIds.UnknownShape, "preference pair is" },
        { "{\"messages\":[],\"messages\":[]}", RuleIds.DuplicateKey, "$.messages occurs more than once" },
        { "{\"messages\":[{\"role\":\"user\",\"role\":\"user\"}]}", RuleIds.DuplicateKey, "$.messages[0].role occurs" },
        { "{\"messages\":[],\"\\u006dessages\":[]}", RuleIds.DuplicateKey, "$.messages occurs" },
        { "{\"messages\":1e999}", RuleIds.WrongType, "$.messages must be an array, not a number" },
        { "{\"messages\":null}", RuleIds.WrongType, "$.messages must be an array, not null" },
        { "{\"messages\":[1]}", RuleIds.WrongType, "$.messages[0] must be an object, not a number" },
        { "{\"messages\":[]}", RuleIds.NoMessages, "$.messages is empty" },
        { "{\"instruction\":\"a\"}", RuleIds.MissingField, "'output' is missing" },
        { "{\"instruction\":\"a\",\"output\":null}", RuleIds.WrongType, "$.output must be text, not null" },
        { "{\"instruction\":\"a\",\"input\":5,\"output\":\"b\"}", RuleIds.WrongType, "$.input must be text, not a number" },
        { "{\"instruction\":\" \",\"output\":\"b\"}", RuleIds.EmptyInstruction, "$.instruction is empty" },
        { "{\"instruction\":\"a\",\"output\":\"\"}", RuleIds.EmptyAnswer, "$.output is empty" },
        { "{\"prompt\":\"a\"}", RuleIds.MissingField, "'completion' is missing" },
        { "{\"completion\":\"a\"}", RuleIds.MissingField, "'prompt' is missing" },
        { "{\"prompt\":\"a\",\"completion\":\" \\n\"}", RuleIds.EmptyAnswer, "$.completion is empty" },
        { "{\"prompt\":\"\\n\\n###\\n\\n\",\"completion\":\" b\"}", RuleIds.EmptyInstruction, "$.prompt is empty" },
        { "{\"prompt\":\"a\",\"completion\":true}", RuleIds.WrongType, "$.completion must be text, not true or false" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public void Validate_BadLine_RejectedWithWhatAndWhere(string line, string rule, string message)
    {
        var result = Drops.Validate(line);
        Assert.Null(result.Row);
        var finding = Assert.Single(result.Findings, f => f.Rule == rule);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Equal(7, finding.Line);
        Assert.NotEmpty(finding.Fix);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', 0xC3, 0x28, (byte)'}' }, "Byte 2")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0 }, "UTF-16")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'{' }, "UTF-16")]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' }, "Byte 2")]
    public void Validate_NotUtf8_RejectedWithTheByte(byte[] line, string message)
    {
        var finding = Assert.Single(Drops.Validate(line).Findings);
        Assert.Equal(RuleIds.NotUtf8, finding.Rule);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    [InlineData(100_000, true)]
    public void Validate_DeepNesting_RejectedAboveTheLimit(int levels, bool tooDeep)
    {
        var line = "{\"a\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}";
        var finding = Assert.Single(Drops.Validate(line).Findings);
        Assert.Equal(tooDeep ? RuleIds.TooDeep : RuleIds.UnknownShape, finding.Rule);
    }

    [Theory]
    [InlineData(@"\ud800", RuleIds.LoneSurrogate)]
    [InlineData(@"\udc00x", RuleIds.LoneSurrogate)]
    [InlineData(@"\ud83d\ud83d\ude00", RuleIds.LoneSurrogate)]
    [InlineData(@"a\ud83dé", RuleIds.LoneSurrogate)]
    [InlineData(@"\u0000", RuleIds.NulCharacter)]
    public void Validate_IllFormedText_RejectedWithThePath(string text, string rule)
    {
        var result = Drops.Validate(Drops.Chat(assistant: text));
        Assert.Null(result.Row);
        Assert.Equal("$.messages[1].content", Assert.Single(result.Findings, f => f.Rule == rule).Path);
    }

    [Fact]
    public void Validate_LoneSurrogateInAKey_Rejected() =>
        Assert.Contains(Drops.Validate("""{"\ud800":1,"messages":[]}""").Findings, f => f.Rule == RuleIds.LoneSurrogate);

    [Theory]
    [InlineData(@"\ud83d\ude00 \\u0000 \\ud800")]
    [InlineData(@"tab\tline\nend\r\n\/ \u2028")]
    [InlineData("raw \u2028 and 😀")]
    public void Validate_WellFormedEscapes_Valid(string text) => Assert.Empty(Drops.Validate(Drops.Chat(assistant: text)).Findings);

    [Theory]
    [InlineData(@"a\u0007", RuleIds.ControlCharacter)]
    [InlineData(@"a\b", RuleIds.ControlCharacter)]
    [InlineData(@"caf\ufffd", RuleIds.ReplacementCharacter)]
    [InlineData("caf\uFFFD", RuleIds.ReplacementCharacter)]
    public void Validate_SuspiciousText_ValidWithAWarning(string text, string rule)
    {
        var result = Drops.Validate(Drops.Chat(assistant: text));
        Assert.NotNull(result.Row);
        Assert.Equal(rule, Assert.Single(result.Findings).Rule);
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(12, false)]
    public void Validate_TokensAroundTheLimit_RejectedAboveIt(int limit, bool valid)
    {
        var result = Drops.Validate(Drops.Chat("one two", "three four"), limit);
        Assert.Equal(valid, result.Row is not null);
        Assert.Equal(valid ? [] : [RuleIds.TooManyTokens], result.Findings.Select(f => f.Rule));
    }

    [Fact]
    public void Validate_TooLongLine_RejectedWithItsLength()
    {
        var line = new JsonlLine(3, 50, 52_428_800, ReadOnlyMemory<byte>.Empty, TooLong: true);
        var result = new LineValidator(new WordTokenCounter(), "m", 0).Validate(line, 12);
        Assert.Contains("52428800 bytes", Assert.Single(result.Findings).Message, StringComparison.Ordinal);
        var rejected = LineValidator.ToRejected(line, 12, result.Findings);
        Assert.Equal((12L, 50L, 52_428_800L, null, null), (rejected.Line, rejected.Offset, rejected.Length, rejected.Raw, rejected.RawBase64));
    }

    [Fact]
    public void Validate_ThousandsOfFaults_FewFindingsAndStillRejected()
    {
        var unknown = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":1"));
        var result = Drops.Validate($$"""{{{unknown}},"messages":[{"role":"wizard","content":"x"}]}""");
        Assert.Null(result.Row);
        Assert.True(result.Findings.Count <= 20);
        Assert.Contains(result.Findings, f => f.Severity == Severity.Error);
    }

    [Fact]
    public void ToRejected_TextAndBytes_KeptByteForByte()
    {
        byte[] bad = [0xC3, 0x28];
        var text = Encoding.UTF8.GetBytes("{\"é\":");
        Assert.Equal("{\"é\":", LineValidator.ToRejected(new JsonlLine(1, 0, text.Length, text, false), 1, []).Raw);
        Assert.Equal(bad, Convert.FromBase64String(LineValidator.ToRejected(new JsonlLine(1, 0, 2, bad, false), 1, []).RawBase64!));
    }

    [Fact]
    public void Validate_NeverQuotesRowText()
    {
        const string Secret = "hunter2secret";
        string[] lines =
        [
            $"{{\"messages\":\"{Secret}\"}}", $"{Secret}", $"{{\"prompt\":\"{Secret}\"}}", $"{{\"messages\":[{{\"role\":\"{Secret}\"}}]}}",
            Drops.Chat(inAssistant: $",\"weight\":\"{Secret}\""), Drops.Chat(inAssistant: $",\"tool_calls\":[{{\"id\":\"{Secret}\"}}]"),
        ];
        Assert.All(lines, line => Assert.All(Drops.Validate(line).Findings, finding => Assert.DoesNotContain(Secret, finding.ToString(), StringComparison.Ordinal)));
    }

    [Property(MaxTest = 500)]
    public bool Validate_AnyBytes_RowOrErrorNeverBothNeverNeither(byte[] bytes) => IsDecided(Drops.Validate(bytes));

    [Property(MaxTest = 500)]
    public bool Validate_MutatedLine_RowOrErrorNeverBothNeverNeither(ushort at, byte value, byte other)
    {
        var bytes = Encoding.UTF8.GetBytes(
            """{"messages":[{"role":"user","content":"\ud83d\ude00 a"},{"role":"assistant","content":null,"weight":1,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}""");
        bytes[at % bytes.Length] = value;
        bytes[(at * 31) % bytes.Length] = (byte)"{}[]\",:\\u01"[other % 11];
        return IsDecided(Drops.Validate(bytes));
    }

    private static bool IsDecided(LineResult result) => result.Row is null == result.Findings.Any(f => f.Severity == Severity.Error);
}
