using FineTune.Core.Examples;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Methods.Alpaca;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using FineTune.Synthesis.Tests.Support;

namespace FineTune.Synthesis.Tests.Methods;

public sealed class AlpacaMethodTests
{
    [Fact]
    public void Plan_ThreeRowsOfTheDrop_TheListUpToTwenty()
    {
        var state = new GenerationState(Growing.Setup());
        Growing.Begin(state, GenerationMethod.SelfInstruct).Complete();
        var request = Growing.Begin(state, GenerationMethod.Alpaca, round: 1).Waiting[0];
        var user = request.Messages[1].Text;
        Assert.Equal(3, request.Shown.Count(shown => shown.Id.StartsWith("seed", StringComparison.Ordinal)));
        Assert.Contains($"###\n1. Instruction: {request.Shown[0].Instruction}\n1. Input:\n<noinput>\n1. Output:\n{request.Shown[0].Response}\n###\n2. Instruction:", user, StringComparison.Ordinal);
        Assert.Contains("list of 20 different tasks", user, StringComparison.Ordinal);
        Assert.Contains("from 4 to 20", user, StringComparison.Ordinal);
        Assert.Equal((1f, 1f, 3072), (request.Parameters.Temperature, request.Parameters.TopP, request.Parameters.MaxOutputTokens));
    }

    [Theory]
    [InlineData("###\n4. Instruction: a\n4. Input:\n<NOINPUT>\n4. Output:\nb\n###\n5. Instruction: c\n5. Input:\nd\n5. Output:\ne", "a//b|c/d/e")]
    [InlineData("Sure!\n### 4. Instruction: a\n4. Input: d\n4. Output: # Title\n### Part\ntext\n###", "a/d/# Title\n### Part\ntext")]
    [InlineData("4. Instruction: a\n4. Output: b", "-")]
    [InlineData("4. Instruction: a\n4. Input: x\n4. Output: b\n5. Instruction: c\n5. Input: y\n5. Output: d", "-")]
    [InlineData("4. Input: a\n4. Instruction: x\n4. Output: b", "-")]
    [InlineData("prose only", "")]
    public void Parse_Lists_RecordsOfSevenParts(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', AlpacaAnswer.Parse(text).Select(record => record is null ? "-" : $"{record.Instruction}/{record.Input}/{record.Output}")));

    [Fact]
    public void Take_Records_FiltersAndTheCutLastOne()
    {
        const string Text = """
            ###
            4. Instruction: Compose some music for dinner
            4. Input:
            <noinput>
            4. Output:
            la la
            ###
            5. Instruction: Put the words in order
            5. Input:
            pear, apple
            5. Output:
            apple, pear
            ###
            6. Instruction: Name a river in Asia
            6. Output: Mekong
            ###
            7. Instruction: Explain what a tide is
            7. Input:
            <noinput>
            7. Output:
            The sea ri
            """;
        var round = Growing.Begin(new GenerationState(Growing.Setup()), GenerationMethod.Alpaca, requests: 1);
        round.Add(new TeacherAnswer(round.Waiting[0].Id, AnswerEnd.Length, Text));
        Assert.Equal([Reasons.Blacklist, null, Reasons.FieldCount, Reasons.CutRecord], round.Rows.Select(row => row.Reason));
        Assert.Equal("Put the words in order\n\npear, apple", ExampleText.Instruction(round.Rows[1].Example!));
        Assert.Equal("Put the words in order", round.Rows[1].Task!.Instruction);
    }
}
