using System.Text;
using FineTune.Datasets.Fixes;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Fixes;

public sealed class FileMenderTests
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
    public void Mend_Mendable_OnlyThatChangesAndTheLineIsValid(string line, string expected, string[] rules)
    {
        var mended = Mend(line);
        Assert.Equal(expected, Encoding.UTF8.GetString(mended.Bytes!.Value.Span));
        Assert.Equal(rules, mended.Rules);
        Assert.Empty(Drops.Validate(expected).Findings);
        Assert.Empty(Mend(expected).Rules);
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
    public void Mend_WouldBeAGuess_StaysByteForByte(string line)
    {
        var mended = Mend(line);
        Assert.Equal(line, Encoding.UTF8.GetString(mended.Bytes!.Value.Span));
        Assert.Empty(mended.Rules);
    }

    [Fact]
    public void Mend_SameExampleAgain_Goes()
    {
        var mender = new FileMender(FileMender.Mendable);
        Assert.NotNull(mender.Mend(Line("""{"instruction":"a","output":"b"}""")).Bytes);
        var again = mender.Mend(Line("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","x":1}]}"""));
        Assert.Null(again.Bytes);
        Assert.Equal([RuleIds.DuplicateInDrop], again.Rules);
        Assert.NotNull(mender.Mend(Line("""{"instruction":"a","instances":[{"output":"b"},{"output":"c"}]}""")).Bytes);
        Assert.Null(mender.Mend(Line("""{"instruction":"a","instances":[{"output":"c"}]}""")).Bytes);
    }

    [Fact]
    public void Mend_PairsThatDifferInTheLosingAnswer_Stay()
    {
        var mender = new FileMender(FileMender.Mendable);
        string[] lines = [.. new[] { "b", "c", "b" }.Select(other => """{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"#"}]}""".Replace("#", other, StringComparison.Ordinal))];
        Assert.Equal([true, true, false], lines.Select(line => mender.Mend(Line(line)).Bytes is not null));
    }

    [Fact]
    public void Mend_RulesNotAskedFor_Stay()
    {
        var mender = new FileMender(new HashSet<string> { RuleIds.WrongWeight });
        const string Text = """{"x":1,"instruction":"a","output":"b"}""";
        Assert.Empty(mender.Mend(Line(Text)).Rules);
        Assert.NotNull(mender.Mend(Line(Text)).Bytes);
        Assert.NotNull(mender.Mend(Line("  ")).Bytes);
    }

    [Fact]
    public void Mend_BlankLine_Goes() => Assert.Equal([FileMender.Layout], Mend(" \t").Rules);

    [Fact]
    public void Mendable_IsWhatTheRuleBookSays() =>
        Assert.Equal(["FT103", "FT113", "FT117", "FT119", "FT125", "FT129", "FT204", "FT208", "FT301", "layout"], FileMender.Mendable.Order(StringComparer.Ordinal));

    [Property(MaxTest = 2000)]
    public bool Mend_MutatedLine_NeverThrowsAndTwiceIsOnce(ushort at, byte value, byte other)
    {
        var bytes = Encoding.UTF8.GetBytes(
            """{"functions":[{"name":"f"}],"k":1,"messages":[{"role":"user","content":"\u0007 a","weight":1},{"role":"assistant","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"\u0000r"},{"role":"assistant","content":"b","weight":"1","tool_calls":[]}],"parallel_tool_calls":true}""");
        bytes[at % bytes.Length] = value;
        bytes[(at * 31) % bytes.Length] = (byte)"{}[]\",:\\u01"[other % 11];
        var once = new FileMender(FileMender.Mendable).Mend(new JsonlLine(1, 0, bytes.Length, bytes, false));
        if (once.Bytes is not { } mended)
        {
            return false;
        }

        var twice = new FileMender(FileMender.Mendable).Mend(new JsonlLine(1, 0, mended.Length, mended, false));
        return twice.Rules.Count == 0 && twice.Bytes!.Value.Span.SequenceEqual(mended.Span);
    }

    private static MendedLine Mend(string line) => new FileMender(FileMender.Mendable).Mend(Line(line));

    private static JsonlLine Line(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return new JsonlLine(1, 0, bytes.Length, bytes, TooLong: false);
    }
}
