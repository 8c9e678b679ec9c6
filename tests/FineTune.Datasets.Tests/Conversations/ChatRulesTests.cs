using System.Text;
using FineTune.Core.Examples;
using FineTune.Datasets.Rules;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Conversations;

public sealed class ChatRulesTests
{
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}""";

    public static TheoryData<string, string, string?> BadMessages => new()
    {
        { """[{"content":"a"}]""", RuleIds.NoRole, "$.messages[0]" },
        { """[{"role":1,"content":"a"}]""", RuleIds.WrongType, "$.messages[0].role" },
        { """[{"role":"bot","content":"a"}]""", RuleIds.UnknownRole, "$.messages[0].role" },
        { """[{"role":"Assistant","content":"a"}]""", RuleIds.UnknownRole, "$.messages[0].role" },
        { """[{"role":"function","name":"f","content":"a"}]""", RuleIds.LegacyFunctions, "$.messages[0].role" },
        { """[{"role":"user"},{"role":"assistant","content":"a"}]""", RuleIds.NoContent, "$.messages[0]" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":null}]""", RuleIds.NoContent, "$.messages[1]" },
        { """[{"role":"user","content":{}},{"role":"assistant","content":"a"}]""", RuleIds.WrongType, "$.messages[0].content" },
        { """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]},{"role":"assistant","content":"a"}]""", RuleIds.NonTextContent, "$.messages[0].content[0]" },
        { """[{"role":"user","content":"q"}]""", RuleIds.NoAssistantTurn, "$.messages" },
        { """[{"role":"assistant","content":"a"},{"role":"user","content":"q"}]""", RuleIds.LastTurnNotAssistant, "$.messages[1]" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"  "}]""", RuleIds.EmptyAnswer, "$.messages[1].content" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0}]""", RuleIds.NothingToLearn, "$.messages" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0.5}]""", RuleIds.WrongWeight, "$.messages[1].weight" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1e999}]""", RuleIds.WrongWeight, "$.messages[1].weight" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":true}]""", RuleIds.WrongWeight, "$.messages[1].weight" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"a","name":7}]""", RuleIds.WrongType, "$.messages[1].name" },
        { """[{"role":"user","content":"q"},{"role":"assistant","content":"a","function_call":{"name":"f"}}]""", RuleIds.LegacyFunctions, "$.messages[1].function_call" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[]}]""", RuleIds.WrongToolCall, "$.messages[1].tool_calls" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":{}}]""", RuleIds.WrongType, "$.messages[1].tool_calls" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f"}}]}]""", RuleIds.WrongToolCall, "$.messages[1].tool_calls[0]" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{a:1}"}}]}]""", RuleIds.ArgumentsNotJson, "$.messages[1].tool_calls[0].function.arguments" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"[]"}}]}]""", RuleIds.ArgumentsNotJson, "$.messages[1].tool_calls[0].function.arguments" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"g","arguments":"{}"}}]}]""", RuleIds.UnknownTool, "$.messages[1].tool_calls" },
        { """[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"assistant","content":"a"}]""", RuleIds.ToolCallIds, "$.messages[2]" },
        { """[{"role":"user","content":"q"},{"role":"tool","tool_call_id":"9","content":"r"},{"role":"assistant","content":"a"}]""", RuleIds.ToolCallIds, "$.messages[1].tool_call_id" },
        { """[{"role":"user","content":"q"},{"role":"tool","content":"r"},{"role":"assistant","content":"a"}]""", RuleIds.ToolCallIds, "$.messages[1]" },
    };

    [Theory]
    [MemberData(nameof(BadMessages))]
    public void Validate_BadMessages_RejectedWithThePath(string messages, string rule, string? path)
    {
        var result = Drops.Validate("{\"messages\":" + messages + Tools);
        Assert.Null(result.Row);
        Assert.Contains(result.Findings, finding => finding.Rule == rule && finding.Path == path);
    }

    [Theory]
    [InlineData("{}", RuleIds.WrongType, "$.tools")]
    [InlineData("[1]", RuleIds.WrongTools, "$.tools[0]")]
    [InlineData("""[{"type":"function","function":{"name":""}}]""", RuleIds.WrongTools, "$.tools[0]")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":[]}}]""", RuleIds.WrongTools, "$.tools[0].function.parameters")]
    [InlineData("""[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"f"}}]""", RuleIds.WrongTools, "$.tools[1]")]
    public void Validate_BadTools_RejectedWithThePath(string tools, string rule, string path) =>
        Assert.Contains(Drops.Validate(Drops.Chat(inLine: $",\"tools\":{tools}")).Findings, finding => finding.Rule == rule && finding.Path == path);

    [Fact]
    public void Validate_UnknownKeys_ValidWithWarningsAndLeftOut()
    {
        var result = Drops.Validate(Drops.Chat(inAssistant: ",\"mood\":1", inLine: ",\"source file\":\"x\""));
        Assert.Equal(["$['source file']", "$.messages[1].mood"], result.Findings.Select(finding => finding.Path));
        Assert.All(result.Findings, finding => Assert.Equal((RuleIds.UnknownKey, Severity.Warning), (finding.Rule, finding.Severity)));
        Assert.DoesNotContain("mood", Encoding.UTF8.GetString(ExampleJson.ToTrainingLine(result.Row!.Example)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"parallel_tool_calls":true}""", RuleIds.NotTogether, "$.parallel_tool_calls")]
    [InlineData("""{"messages":[{"role":"system","content":"s"},{"role":"developer","content":"d"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", RuleIds.NotTogether, "$.messages")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","refusal":"no"}]}""", RuleIds.NotTogether, "$.messages[1]")]
    [InlineData("""{"messages":[{"role":"user","content":"q","name":"Jane Roe"},{"role":"assistant","content":"a"}]}""", RuleIds.NameFormat, "$.messages[0].name")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"get price"}}]}""", RuleIds.NameFormat, "$.tools[0].function.name")]
    [InlineData("""{"messages":[{"role":"user","content":"q","weight":1},{"role":"assistant","content":"a"}]}""", RuleIds.UnknownKey, "$.messages[0].weight")]
    [InlineData("""{"messages":[{"role":"user","content":"q","refusal":"no"},{"role":"assistant","content":"a"}]}""", RuleIds.UnknownKey, "$.messages[0].refusal")]
    public void Validate_WhatProvidersMayRefuse_ValidWithAWarning(string line, string rule, string path)
    {
        var result = Drops.Validate(line);
        Assert.NotNull(result.Row);
        var finding = Assert.Single(result.Findings);
        Assert.Equal((rule, path, Severity.Warning), (finding.Rule, finding.Path, finding.Severity));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"get-price_2"}}],"parallel_tool_calls":true}""")]
    [InlineData("""{"messages":[{"role":"developer","content":"d"},{"role":"user","content":"q","name":"Jané-Roe_1"},{"role":"assistant","content":null,"refusal":"no","weight":1}]}""")]
    public void Validate_ModernParts_NoFinding(string line) => Assert.Empty(Drops.Validate(line).Findings);

    [Fact]
    public void Validate_AnswersInAnyOrderAndCallAtTheEnd_Valid()
    {
        var line = """{"messages":[{"role":"developer","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":["""
            + Call("a") + "," + Call("b") + """]},{"role":"tool","tool_call_id":"b","content":"2"},{"role":"tool","tool_call_id":"a","content":"1"},"""
            + """{"role":"assistant","tool_calls":[""" + Call("a") + """]}],"parallel_tool_calls":false""" + Tools;
        var example = Drops.Valid(line);
        Assert.Equal(6, example.Messages.Count);
        Assert.False(example.ParallelToolCalls);
    }

    [Fact]
    public void Validate_PartlyAnsweredCallsAtTheEnd_Rejected()
    {
        var line = """{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[""" + Call("a") + "," + Call("b")
            + """]},{"role":"tool","tool_call_id":"b","content":"2"}]""" + Tools;
        Assert.Contains(Drops.Validate(line).Findings, finding => finding.Message == "1 tool call(s) before the end have no answer.");
    }

    [Fact]
    public void Validate_OneIdTwice_Rejected()
    {
        var line = """{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[""" + Call("a") + "," + Call("a") + "]}]" + Tools;
        Assert.Contains(Drops.Validate(line).Findings, finding => finding.Message.Contains("uses an ID twice", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_TextParts_JoinedToText()
    {
        var example = Drops.Valid("""{"messages":[{"role":"user","content":[{"type":"text","text":"one "},{"type":"text","text":"two"}]},{"role":"assistant","content":"a"}]}""");
        Assert.Equal("one two", example.Messages[0].Content);
    }

    [Fact]
    public void Validate_RefusalWithoutContent_Valid() =>
        Assert.Equal("no", Drops.Valid("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"refusal":"no"}]}""").Messages[1].Refusal);

    [Fact]
    public void Validate_EmptyUserMessage_WarnsOnly()
    {
        var result = Drops.Validate(Drops.Chat(user: ""));
        Assert.NotNull(result.Row);
        Assert.Equal(RuleIds.EmptyUserTurn, Assert.Single(result.Findings).Rule);
    }

    [Fact]
    public void ToTrainingLine_ChatInput_SaysTheSameAgain()
    {
        const string Line =
            """{"messages":[{"role":"system","content":"a\u2028<b>&'\"ü😀"},{"role":"user","content":"q","name":"ann"},{"role":"assistant","content":"a","weight":0},{"role":"user","content":"r"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"x\": 1.50}"}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"x":{"type":"number","minimum":1e-400}}}}}],"parallel_tool_calls":true}""";
        var again = ExampleJson.ToTrainingLine(Drops.Valid(Line));
        Assert.True(System.Text.Json.JsonElement.DeepEquals(System.Text.Json.JsonElement.Parse(Line), System.Text.Json.JsonElement.Parse(again)));
        Assert.DoesNotContain((byte)'\n', again);
        Assert.NotEqual(0xEF, again[0]);
        Assert.Equal(ExampleId.Of(Drops.Valid(Line)), ExampleId.Of(Drops.Valid(Encoding.UTF8.GetString(again))));
    }

    [Fact]
    public void ExampleId_SameExampleInThreeShapes_OneId()
    {
        string[] lines =
        [
            """{"messages":[{"role":"user","content":"What is 2+2?"},{"role":"assistant","content":"4"}]}""",
            """{ "output": "4", "input": "", "instruction": "What is 2+2?" }""",
            """{"prompt":"What is 2+2?\n\n###\n\n","completion":" 4\n"}""",
        ];
        Assert.Single(lines.Select(line => Drops.Validate(line).Row!.Id).Distinct());
    }

    private static string Call(string id) => """{"id":"ID","type":"function","function":{"name":"f","arguments":"{\"x\":1e999}"}}""".Replace("ID", id, StringComparison.Ordinal);
}
