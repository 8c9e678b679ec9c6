using System.Text;
using FineTune.Datasets.Fixes;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Fixes;

public sealed class FileFixerTests
{
    public static TheoryData<string, string, string[]> Lines => new()
    {
        { """{"a": 1, "messages": [{"role":"user","content":"q","x":{"y":1}}, {"content":"a", "role":"assistant" , "z": [1] }], "b":2}""",
          """{"messages": [{"role":"user","content":"q"}, {"content":"a", "role":"assistant" }]}""", [RuleIds.UnknownKey] },
        { """{"messages":[{"role":"user","content":"q","weight":1},{"role":"assistant","content":"a","weight":"1"}]}""",
          """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1}]}""", [RuleIds.UnknownKey, RuleIds.WrongWeight] },
        { """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":false},{"role":"assistant","content":"b","weight":true}]}""",
          """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0},{"role":"assistant","content":"b","weight":1}]}""", [RuleIds.WrongWeight] },
        { """{"instruction":"a\u0000b\u0007\b\\u0000\t","output":"c\u009f\n"}""", """{"instruction":"ab\\u0000\t","output":"c\n"}""", [RuleIds.NulCharacter, RuleIds.ControlCharacter] },
        { "\uFEFF" + """{"prompt":"a","completion":"b"}""", """{"prompt":"a","completion":"b"}""", [RuleIds.NotJson] },
        { """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"parallel_tool_calls":true}""",
          """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", [RuleIds.NotTogether] },
        { """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","tool_calls":[]}]}""",
          """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", [RuleIds.WrongToolCall] },
        { """{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":{"x": "é\"\\"}}}]}],"tools":[{"type":"function","function":{"name":"f"}}]}""",
          """{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"x\": \"é\\\"\\\\\"}"}}]}],"tools":[{"type":"function","function":{"name":"f"}}]}""", [RuleIds.WrongToolCall] },
        { """{"function_call":"auto","functions":[{"name":"f"},{"name":"g"}],"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"r","old":1},{"role":"assistant","content":"a"}]}""",
          """{"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","name":"f","content":"r"},{"role":"assistant","content":"a"}]}""",
          [RuleIds.LegacyFunctions, RuleIds.UnknownKey] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Fix_Fixable_OnlyThatChangesAndTheLineIsValid(string line, string expected, string[] rules)
    {
        var fixedLine = Fix(line);
        Assert.Equal(expected, Encoding.UTF8.GetString(fixedLine.Bytes!.Value.Span));
        Assert.Equal(rules, fixedLine.Rules);
        Assert.Empty(Drops.Validate(expected).Findings);
        Assert.Empty(Fix(expected).Rules);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0.5}]}""")]
    [InlineData("""{"a":1,"a":2,"instruction":"x","output":"y"}""")]
    [InlineData("""{"z":1,"instruction":"\ud800","output":"y"}""")]
    [InlineData("""{"functions":[{"name":"f"}],"messages":[{"role":"user","content":"q"},{"role":"function","name":"f","content":"r"},{"role":"assistant","content":"a"}]}""")]
    [InlineData("""{"functions":[{"name":"f"}],"messages":[{"role":"user","content":"q"},{"role":"assistant","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"g","content":"r"},{"role":"assistant","content":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","function_call":{"name":"f","arguments":"{}"}}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"As an AI language model, I cannot."}]}""")]
    public void Fix_WouldBeAGuess_StaysByteForByte(string line)
    {
        var fixedLine = Fix(line);
        Assert.Equal(line, Encoding.UTF8.GetString(fixedLine.Bytes!.Value.Span));
        Assert.Empty(fixedLine.Rules);
    }

    [Fact]
    public void Fix_SameExampleAgain_Goes()
    {
        var fixer = new FileFixer(FileFixer.Fixable);
        Assert.NotNull(fixer.Fix(Line("""{"instruction":"a","output":"b"}""")).Bytes);
        var again = fixer.Fix(Line("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","x":1}]}"""));
        Assert.Null(again.Bytes);
        Assert.Equal([RuleIds.DuplicateInDrop], again.Rules);
        Assert.NotNull(fixer.Fix(Line("""{"instruction":"a","instances":[{"output":"b"},{"output":"c"}]}""")).Bytes);
        Assert.Null(fixer.Fix(Line("""{"instruction":"a","instances":[{"output":"c"}]}""")).Bytes);
    }

    [Fact]
    public void Fix_PairsThatDifferInTheLosingAnswer_Stay()
    {
        var fixer = new FileFixer(FileFixer.Fixable);
        string[] lines = [.. new[] { "b", "c", "b" }.Select(other => """{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"#"}]}""".Replace("#", other, StringComparison.Ordinal))];
        Assert.Equal([true, true, false], lines.Select(line => fixer.Fix(Line(line)).Bytes is not null));
    }

    [Fact]
    public void Fix_RulesNotAskedFor_Stay()
    {
        var fixer = new FileFixer(new HashSet<string> { RuleIds.WrongWeight });
        const string Text = """{"x":1,"instruction":"a","output":"b"}""";
        Assert.Empty(fixer.Fix(Line(Text)).Rules);
        Assert.NotNull(fixer.Fix(Line(Text)).Bytes);
        Assert.NotNull(fixer.Fix(Line("  ")).Bytes);
    }

    [Fact]
    public void Fix_BlankLine_Goes() => Assert.Equal([FileFixer.Layout], Fix(" \t").Rules);

    [Fact]
    public void Fixable_IsWhatTheRuleBookSays() =>
        Assert.Equal(["FT103", "FT113", "FT117", "FT119", "FT125", "FT129", "FT204", "FT208", "FT301", "layout"], FileFixer.Fixable.Order(StringComparer.Ordinal));

    [Property(MaxTest = 2000)]
    public bool Fix_MutatedLine_NeverThrowsAndTwiceIsOnce(ushort at, byte value, byte other)
    {
        var bytes = Encoding.UTF8.GetBytes(
            """{"functions":[{"name":"f"}],"k":1,"messages":[{"role":"user","content":"\u0007 a","weight":1},{"role":"assistant","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"\u0000r"},{"role":"assistant","content":"b","weight":"1","tool_calls":[]}],"parallel_tool_calls":true}""");
        bytes[at % bytes.Length] = value;
        bytes[(at * 31) % bytes.Length] = (byte)"{}[]\",:\\u01"[other % 11];
        var once = new FileFixer(FileFixer.Fixable).Fix(new JsonlLine(1, 0, bytes.Length, bytes, false));
        if (once.Bytes is not { } fixedLine)
        {
            return false;
        }

        var twice = new FileFixer(FileFixer.Fixable).Fix(new JsonlLine(1, 0, fixedLine.Length, fixedLine, false));
        return twice.Rules.Count == 0 && twice.Bytes!.Value.Span.SequenceEqual(fixedLine.Span);
    }

    private static FixedLine Fix(string line) => new FileFixer(FileFixer.Fixable).Fix(Line(line));

    private static JsonlLine Line(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return new JsonlLine(1, 0, bytes.Length, bytes, TooLong: false);
    }
}
