using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;

namespace FineTune.Datasets.Tests.Validation;

public sealed class DropPolicyTests
{
    [Theory]
    [InlineData(0, 0, 0, "The file is empty")]
    [InlineData(0, 4, 0, "only blank lines (4)")]
    [InlineData(9, 0, 9, "9 of 9 lines are valid; at least 10")]
    public void Refuse_TooLittle_SaysWhyWithNumbers(long lines, long blank, long valid, string reason) =>
        Assert.Contains(reason, DropPolicy.Refuse(new ValidationTotals(lines, blank, valid, lines - valid, 0, [])), StringComparison.Ordinal);

    [Fact]
    public void Refuse_ManyRejected_NamesTheThreeMostFrequentErrors()
    {
        RuleCount[] rules =
        [
            new(RuleIds.UnknownKey, Severity.Warning, 99), new(RuleIds.NotJson, Severity.Error, 5), new(RuleIds.EmptyAnswer, Severity.Error, 7),
            new(RuleIds.NoRole, Severity.Error, 1), new("FT999", Severity.Error, 6),
        ];
        var reason = DropPolicy.Refuse(new ValidationTotals(20, 0, 1, 19, 0, rules))!;
        Assert.Contains("FT201 (The answer is empty): 7; FT999 (): 6; FT103 (The line is not JSON): 5.", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("FT113", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_FewExamplesOfFewerLines_CountsExamples() =>
        Assert.StartsWith("5 examples of 2 lines are valid;", DropPolicy.Refuse(new ValidationTotals(2, 0, 5, 0, 0, [], Expanded: 3)), StringComparison.Ordinal);

    [Fact]
    public void Refuse_TenValid_Null() => Assert.Null(DropPolicy.Refuse(new ValidationTotals(500, 0, 10, 490, 0, [])));
}
