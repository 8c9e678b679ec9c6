using System.Text;
using FineTune.Datasets.Conversion;
using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Tests.Conversion;

public sealed class LineConverterTests
{
    private const string Call = """{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""";
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"f"}}]""";
    private const string Pair = """{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}""";

    public static TheoryData<string, InputShape, string, ConversionLoss[]> Lines => new()
    {
        { Chat("user:q", "assistant:a"), InputShape.Instruction, """{"instruction":"q","input":"","output":"a"}""", [] },
        { Chat("system:s", "user:q", "assistant:a"), InputShape.Instruction, """{"instruction":"q","input":"","output":"a","system":"s"}""", [] },
        { Chat("developer:s", "user:q", "assistant:a"), InputShape.Instruction, """{"instruction":"q","input":"","output":"a","system":"s"}""", [ConversionLoss.DeveloperAsSystem] },
        { Chat("user:q", "assistant:a"), InputShape.PromptCompletion, """{"prompt":"q\n\n###\n\n","completion":" a END"}""", [] },
        { Chat("system:s", "user:q", "assistant:a"), InputShape.PromptCompletion, """{"prompt":"s\n\nq\n\n###\n\n","completion":" a END"}""", [ConversionLoss.SystemFolded] },
        { Chat("user:q", "assistant:THE END of"), InputShape.PromptCompletion, """{"prompt":"q\n\n###\n\n","completion":" THE END of END"}""", [ConversionLoss.TextChanged] },
        { Chat("user:q", "assistant:a"), InputShape.SelfInstruct, """{"instruction":"q","instances":[{"input":"","output":"a"}]}""", [] },
        { Chat("system:s", "user:q", "assistant:a"), InputShape.SelfInstruct, """{"instruction":"s\n\nq","instances":[{"input":"","output":"a"}]}""", [ConversionLoss.SystemFolded] },
        {
            Chat("user:p", "assistant:b", "user:q", "assistant:a"), InputShape.Instruction, """{"instruction":"User: p\n\nAssistant: b\n\nUser: q","input":"","output":"a"}""",
            [ConversionLoss.EarlierTurnsFlattened, ConversionLoss.WeightsChanged]
        },
        {
            Chat("user:p", "assistant:b", "user:q", "assistant:a"), InputShape.PromptCompletion, """{"prompt":"Customer: p\nAgent: b\nCustomer: q\nAgent:","completion":" a END"}""",
            [ConversionLoss.WeightsChanged]
        },
        {
            """{"messages":[{"role":"user","content":"p"},{"role":"assistant","content":"b","weight":0},{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1}]}""",
            InputShape.PromptCompletion, """{"prompt":"Customer: p\nAgent: b\nCustomer: q\nAgent:","completion":" a END"}""", []
        },
        {
            Chat("system:Summary: late\\n\\nSpecific information: 17", "user:q", "assistant:a"), InputShape.PromptCompletion,
            """{"prompt":"Summary: late\n\nSpecific information: 17\n\n###\n\nCustomer: q\nAgent:","completion":" a END"}""", []
        },
        {
            $$"""{"messages":[{"role":"user","content":"q","name":"Jane"},{{Call}},{"role":"tool","tool_call_id":"c","content":"r"},{"role":"assistant","content":"a"}]{{Tools}}}""",
            InputShape.Instruction, """{"instruction":"User: q\n\nTool: r","input":"","output":"a"}""",
            [ConversionLoss.ToolsDropped, ConversionLoss.EarlierTurnsFlattened, ConversionLoss.WeightsChanged, ConversionLoss.NamesDropped]
        },
        { """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"refusal":"no"}]}""", InputShape.Instruction, """{"instruction":"q","input":"","output":"no"}""", [ConversionLoss.RefusalAsText] },
        { """{"instruction":"i","input":"x","output":"o","mood":1}""", InputShape.Chat, """{"messages":[{"role":"user","content":"i\n\nx"},{"role":"assistant","content":"o"}]}""", [ConversionLoss.InputMerged, ConversionLoss.UnknownKeysDropped] },
        { """{"instruction":"i","input":"x","output":"o"}""", InputShape.SelfInstruct, """{"instruction":"i","instances":[{"input":"x","output":"o"}]}""", [] },
        { """{"id":"t","is_classification":false,"instruction":"i","instances":[{"input":"x","output":"o"}]}""", InputShape.Instruction, """{"instruction":"i","input":"x","output":"o"}""", [ConversionLoss.TaskFieldsDropped] },
        { """{"id":7,"instruction":"i","instances":[{"output":"o"},{"input":"x","output":"p"}]}""", InputShape.SelfInstruct, """{"id":7,"instruction":"i","instances":[{"input":"","output":"o"},{"input":"x","output":"p"}]}""", [] },
        { """{"prompt":"q\n\n===\n\n","completion":" a\n"}""", InputShape.PromptCompletion, """{"prompt":"q\n\n###\n\n","completion":" a END"}""", [] },
        { Pair, InputShape.Preference, Pair, [] },
        { Pair, InputShape.Chat, """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", [ConversionLoss.LosingAnswerDropped] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Convert_Line_SaysTheSameInTheOtherShapeAndNamesWhatIsLost(string line, InputShape target, string expected, ConversionLoss[] losses)
    {
        var converted = Convert(line, target);
        Assert.Equal([expected], converted.Lines.Select(Encoding.UTF8.GetString));
        Assert.Equal(losses, converted.Losses);
        Assert.All(losses, loss => Assert.NotEmpty(ConversionLossText.Of(loss)));
    }

    [Fact]
    public void Convert_TaskOfTwoInstances_TwoLinesAndSaysSo()
    {
        var converted = Convert("""{"instruction":"i","instances":[{"output":"o"},{"output":"p"}]}""", InputShape.Chat);
        Assert.Equal(2, converted.Lines.Count);
        Assert.Equal([ConversionLoss.TaskSplit], converted.Losses);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", InputShape.Preference, "no losing answer")]
    [InlineData("""{"messages":[{"role":"user","content":" "},{"role":"assistant","content":"a"}]}""", InputShape.Instruction, "has no question")]
    [InlineData("""{"messages":[{"role":"system","content":"s"},{"role":"assistant","content":"a"}]}""", InputShape.PromptCompletion, "has no question")]
    [InlineData($$"""{"messages":[{"role":"user","content":"q"},{{Call}}]{{Tools}}}""", InputShape.SelfInstruct, "a tool call")]
    public void Convert_NoPlaceInTheShape_RefusedWithTheReason(string line, InputShape target, string reason)
    {
        var converted = Convert(line, target);
        Assert.False(converted.IsConverted);
        Assert.Empty(converted.Losses);
        Assert.Contains(reason, converted.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", null)]
    [InlineData("""{"messages":[]}""", InputShape.Chat)]
    public void Convert_BrokenLine_FindingsAndNothingWritten(string line, InputShape? from)
    {
        var converted = Convert(line, InputShape.Chat);
        Assert.False(converted.IsConverted);
        Assert.Equal(from, converted.From);
        Assert.Equal(3, Assert.Single(converted.Findings).Line);
        Assert.Null(converted.Refusal);
    }

    private static ConvertedLine Convert(string line, InputShape target) => LineConverter.Convert(Encoding.UTF8.GetBytes(line), 3, target);

    private static string Chat(params string[] turns) =>
        "{\"messages\":[" + string.Join(',', turns.Select(turn => turn.Split(':', 2)).Select(turn => $"{{\"role\":\"{turn[0]}\",\"content\":\"{turn[1]}\"}}")) + "]}";
}
