using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Shapes;

public sealed class PreferenceLineTests
{
    private const string Answer = """[{"role":"assistant","content":"yes"}]""";
    private const string Other = """[{"role":"assistant","content":"no"}]""";
    private const string Messages = """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}]}""";

    public static TheoryData<string, string, string> BadLines => new()
    {
        { Line(preferred: "[]"), RuleIds.WrongOutput, "$.preferred_output" },
        { Line(other: "[]"), RuleIds.WrongOutput, "$.non_preferred_output" },
        { Line(preferred: """[{"role":"user","content":"yes"}]"""), RuleIds.WrongOutput, "$.preferred_output[0]" },
        { Line(other: """[{"role":"system","content":"no"}]"""), RuleIds.WrongOutput, "$.non_preferred_output[0]" },
        { Line(preferred: """[{"role":"assistant","content":" "}]"""), RuleIds.EmptyAnswer, "$.preferred_output[0].content" },
        { Line(preferred: "{}"), RuleIds.WrongType, "$.preferred_output" },
        { Line(preferred: "[1]"), RuleIds.WrongType, "$.preferred_output[0]" },
        { Line(input: "[]"), RuleIds.WrongType, "$.input" },
        { Line(input: "{}"), RuleIds.MissingField, "$.input.messages" },
        { Line(input: """{"messages":[]}"""), RuleIds.NoMessages, "$.input.messages" },
        { Line(input: """{"messages":[{"role":"user","content":5}]}"""), RuleIds.WrongType, "$.input.messages[0].content" },
        { Line(input: """{"messages":[{"role":"user","content":"q"}],"tools":{}}"""), RuleIds.WrongType, "$.input.tools" },
        { """{"preferred_output":[],"non_preferred_output":[]}""", RuleIds.MissingField, "$.input" },
        { $$"""{"input":{{Messages}},"preferred_output":{{Answer}}}""", RuleIds.MissingField, "$.non_preferred_output" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public void Validate_BadPair_RejectedWithThePath(string line, string rule, string path)
    {
        var result = Drops.Validate(line);
        Assert.Empty(result.Rows);
        Assert.Equal(InputShape.Preference, result.Shape);
        Assert.Contains(result.Findings, finding => finding.Rule == rule && finding.Path == path && finding.Severity == Severity.Error);
    }

    [Fact]
    public void Validate_GoodPair_TrainsTheInputAndThePreferredAnswer()
    {
        var row = Drops.Validate(Line()).Row!;
        Assert.Equal([new ChatTurn("system", "s"), new ChatTurn("user", "q"), new ChatTurn("assistant", "yes")], row.Example.Messages);
        Assert.Equal([new ChatTurn("assistant", "no")], row.NonPreferred!);
    }

    [Fact]
    public void Validate_EqualOutputs_ValidWithAWarning() => AssertWarning(Line(other: Answer), RuleIds.EqualOutputs, "$.non_preferred_output");

    [Fact]
    public void Validate_LosingAnswerSaysNothing_ValidWithAWarning() =>
        AssertWarning(Line(other: """[{"role":"assistant","content":""}]"""), RuleIds.WrongOutput, "$.non_preferred_output");

    [Fact]
    public void Validate_UnknownKeys_NamedWhereTheyStand() =>
        Assert.Equal(
            ["$.score", "$.input.seed", "$.preferred_output[0].rank"],
            Drops.Validate(
                """{"score":1,"input":{"messages":[{"role":"user","content":"q"}],"seed":1},"preferred_output":[{"role":"assistant","content":"a","rank":1}],"non_preferred_output":[{"role":"assistant","content":"b"}]}""")
                .Findings.Select(finding => finding.Path));

    [Fact]
    public void Validate_ContentOfThePreferredAnswer_FoundUnderItsPath() =>
        Assert.Equal(
            "$.preferred_output[0].content",
            Assert.Single(Drops.Validate(Line(preferred: """[{"role":"assistant","content":"..."}]""")).Findings, finding => finding.Rule == RuleIds.NearEmptyAnswer).Path);

    [Theory]
    [InlineData(SafetyAction.Warn, Severity.Warning, "Write to anna.smith@firm-name.de.")]
    [InlineData(SafetyAction.Reject, Severity.Error, null)]
    [InlineData(SafetyAction.Redact, Severity.Info, "Write to [EMAIL_1].")]
    public void Validate_PersonalDataInTheLosingAnswer_IsSubjectToThePolicyUnderItsPath(SafetyAction action, Severity severity, string? kept)
    {
        var result = Drops.Validate(Line(other: """[{"role":"assistant","content":"Write to anna.smith@firm-name.de."}]"""), safety: new SafetySettings { Pii = action });

        var finding = Assert.Single(result.Findings);
        Assert.Equal((severity, "$.non_preferred_output[0].content"), (finding.Severity, finding.Path));
        Assert.Equal(kept, result.Row?.NonPreferred![0].Content);
    }

    [Fact]
    public void Validate_CallAnsweredInTheInput_IsChecked()
    {
        const string Call = """{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""";
        const string Tools = ""","tools":[{"type":"function","function":{"name":"f"}}]""";
        var good = $$"""{"messages":[{"role":"user","content":"q"},{{Call}},{"role":"tool","tool_call_id":"c","content":"r"}]{{Tools}}}""";
        Assert.Empty(Drops.Validate(Line(input: good)).Findings);
        var open = $$"""{"messages":[{"role":"user","content":"q"},{{Call}}]{{Tools}}}""";
        Assert.Contains(Drops.Validate(Line(input: open)).Findings, finding => finding is { Rule: RuleIds.ToolCallIds, Path: "$.preferred_output[0]" });
    }

    private static void AssertWarning(string line, string rule, string path)
    {
        var result = Drops.Validate(line);
        Assert.NotNull(result.Row);
        var finding = Assert.Single(result.Findings);
        Assert.Equal((rule, Severity.Warning, path), (finding.Rule, finding.Severity, finding.Path));
    }

    private static string Line(string input = Messages, string preferred = Answer, string other = Other) =>
        $$"""{"input":{{input}},"preferred_output":{{preferred}},"non_preferred_output":{{other}}}""";
}
