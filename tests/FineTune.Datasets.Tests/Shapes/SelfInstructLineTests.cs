using FineTune.Core.Examples;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Shapes;

public sealed class SelfInstructLineTests
{
    [Fact]
    public void Validate_TaskOfThreeInstances_ThreeRowsOfOneLine()
    {
        var result = Drops.Validate(
            """{"id":"t","name":"n","is_classification":true,"instruction":"Sort","instances":[{"input":"a","output":"1"},{"input":"","output":"2"},{"output":"3"}]}""");
        Assert.Empty(result.Findings);
        Assert.Equal(["Sort\n\na", "Sort", "Sort"], result.Rows.Select(row => ExampleText.Instruction(row.Example)));
        Assert.Equal(["1", "2", "3"], result.Rows.Select(row => ExampleText.Response(row.Example)));
        Assert.All(result.Rows, row => Assert.Equal((7L, InputShape.SelfInstruct), (row.Line, row.Shape)));
    }

    [Theory]
    [InlineData("""{"instruction":"a","instances":[]}""", RuleIds.MissingField, "$.instances")]
    [InlineData("""{"instances":[{"input":"","output":"b"}]}""", RuleIds.MissingField, "$.instruction")]
    [InlineData("""{"instruction":" ","instances":[{"output":"b"}]}""", RuleIds.EmptyInstruction, "$.instruction")]
    [InlineData("""{"instruction":"a","instances":{}}""", RuleIds.WrongType, "$.instances")]
    [InlineData("""{"instruction":"a","instances":["b"]}""", RuleIds.WrongType, "$.instances[0]")]
    [InlineData("""{"instruction":"a","instances":[{"output":"b"},{"input":"c"}]}""", RuleIds.MissingField, "$.instances[1].output")]
    [InlineData("""{"instruction":"a","instances":[{"output":"b"},{"input":"c","output":" "}]}""", RuleIds.EmptyAnswer, "$.instances[1].output")]
    public void Validate_AnErrorAnywhere_RejectsTheLineWhole(string line, string rule, string path)
    {
        var result = Drops.Validate(line);
        Assert.Empty(result.Rows);
        Assert.Equal(InputShape.SelfInstruct, result.Shape);
        Assert.Contains(result.Findings, finding => finding.Rule == rule && finding.Path == path);
    }

    [Fact]
    public void Validate_TokensOfOneInstance_RejectTheLineWhole()
    {
        const string Line = """{"instruction":"a","instances":[{"output":"b"},{"output":"one two three four five six"}]}""";
        Assert.Equal(2, Drops.Validate(Line, maxTokens: 100).Rows.Count);
        Assert.Empty(Drops.Validate(Line, maxTokens: 14).Rows);
    }

    [Fact]
    public void Validate_ContentFindings_NameTheInstanceAndTheInstructionOnce()
    {
        var findings = Drops.Validate(
            """{"instruction":"Mail jane.roe@firm.com","instances":[{"output":"fine answer"},{"output":"..."},{"input":"Or joe.bloggs@firm.com","output":"fine too"}]}""").Findings;
        Assert.Equal(
            [(RuleIds.EmailAddress, "$.instruction"), (RuleIds.NearEmptyAnswer, "$.instances[1].output"), (RuleIds.EmailAddress, "$.instances[2]")],
            findings.Select(finding => (finding.Rule, finding.Path!)));
    }

    [Fact]
    public void Validate_UnknownKeys_NamedWhereTheyStand() =>
        Assert.Equal(
            ["$.motivation_app", "$.instances[0].note"],
            Drops.Validate("""{"motivation_app":"x","instruction":"a","instances":[{"output":"b","note":"c"}]}""").Findings.Select(finding => finding.Path));
}
