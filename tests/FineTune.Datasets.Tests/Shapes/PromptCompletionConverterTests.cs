using FineTune.Core.Examples;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Tests.Shapes;

public sealed class PromptCompletionConverterTests
{
    private const string Support =
        "Summary: The customer waits for a parcel.\nIt is late.\n\nSpecific information: Order 17, sent on Monday.\n\n###\n\n"
        + "Customer: Where is my parcel?\nAgent: Let me look.\nOne moment.\nCustomer: Thanks\nAgent:";

    [Fact]
    public void Convert_SupportConversation_RealTurns()
    {
        var example = PromptCompletionConverter.Convert(Support, " It arrives today.\n");
        Assert.Equal(
            [
                new ChatTurn("system", "Summary: The customer waits for a parcel.\nIt is late.\n\nSpecific information: Order 17, sent on Monday."),
                new ChatTurn("user", "Where is my parcel?"),
                new ChatTurn("assistant", "Let me look.\nOne moment.", Weight: 0),
                new ChatTurn("user", "Thanks"),
                new ChatTurn("assistant", "It arrives today."),
            ],
            example.Messages);
    }

    [Fact]
    public void Convert_SupportConversationWithCrlf_SameTurns() =>
        Assert.Equal(
            PromptCompletionConverter.Convert(Support, " x").Messages,
            PromptCompletionConverter.Convert(Support.ReplaceLineEndings("\r\n"), " x").Messages);

    [Fact]
    public void Convert_ConversationWithoutHeader_NoSystemMessage() =>
        Assert.Equal(["user", "assistant"], PromptCompletionConverter.Convert("Customer: Hi\nAgent:", " Hello\n").Messages.Select(turn => turn.Role));

    [Theory]
    [InlineData("Summary: x\n\nCustomer: Hi\nAgent:")]
    [InlineData("Summary: x\n\n###\n\nCustomer: Hi")]
    [InlineData("Tell me about Agent:")]
    [InlineData("Agent: Hi\nAgent:")]
    [InlineData("Some text\nCustomer: Hi\nAgent:")]
    public void Convert_NotQuiteTheTemplate_WholePromptIsTheQuestion(string prompt) =>
        Assert.Equal(new ChatTurn("user", prompt), PromptCompletionConverter.Convert(prompt, " a").Messages[0]);

    [Theory]
    [InlineData("What?\n\n###\n\n", "What?")]
    [InlineData("What?\n\n===\n\n", "What?")]
    [InlineData("What?\n\n--->\n\n", "What?")]
    [InlineData("What?\n\n### =>\n\n", "What?")]
    [InlineData("What? ->", "What?")]
    [InlineData("What?\n", "What?\n")]
    [InlineData("a ### b", "a ### b")]
    [InlineData("C###", "C###")]
    public void Convert_PromptEnd_OnlyTheSeparatorGoes(string prompt, string question) =>
        Assert.Equal(question, PromptCompletionConverter.Convert(prompt, " a").Messages[0].Content);

    [Theory]
    [InlineData(" yes\n", "yes")]
    [InlineData("yes", "yes")]
    [InlineData("  yes", " yes")]
    [InlineData(" yes END", "yes")]
    [InlineData(" yes###", "yes")]
    [InlineData(" line one\nline two\n", "line one\nline two")]
    [InlineData(" ***bold***", "***bold***")]
    [InlineData(" THE END", "THE")]
    [InlineData("###", "###")]
    [InlineData(" A BEND", "A BEND")]
    public void Convert_CompletionEnds_OnlySpaceAndStopGo(string completion, string answer) =>
        Assert.Equal(answer, PromptCompletionConverter.Convert("q", completion).Messages[^1].Content);

    [Theory]
    [InlineData("Translate", "cat", "Translate\n\ncat")]
    [InlineData("Translate", "  ", "Translate")]
    [InlineData("Translate", null, "Translate")]
    public void InstructionConvert_Input_FollowsTheInstruction(string instruction, string? input, string question) =>
        Assert.Equal([new ChatTurn("user", question), new ChatTurn("assistant", "o")], InstructionConverter.Convert(instruction, input, "o").Messages);
}
