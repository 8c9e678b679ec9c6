using System.Reflection;
using FineTune.Datasets.Rules;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Rules;

public sealed class RuleBookTests
{
    [Fact]
    public void All_EveryIdOnceAndInOrder()
    {
        var constants = typeof(RuleIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(constants, RuleBook.All.Select(rule => rule.Id));
        Assert.Equal(constants.Order(StringComparer.Ordinal).Distinct(), constants);
    }

    [Fact]
    public void RulesPage_SaysWhatTheRuleBookSays()
    {
        var page = RepositoryFiles.Read("docs/rules.md");
        var sections = page.Split("\n## ")[1..].ToDictionary(section => section[..5], section => section);
        Assert.Equal(RuleBook.All.Select(rule => rule.Id), sections.Keys);
        Assert.All(RuleBook.All, rule =>
        {
            var section = sections[rule.Id];
            Assert.StartsWith($"{rule.Id} {rule.Title}\n", section, StringComparison.Ordinal);
            Assert.Contains($"\nSeverity: {rule.Severity.ToString().ToLowerInvariant()}", section, StringComparison.Ordinal);
            Assert.Equal(rule.Fixable, section.Contains("\n`finetune fix` ", StringComparison.Ordinal));
            Assert.Contains($"\nHow to fix: {rule.Fix}\n", section, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Finding_WithoutAMessage_SaysTheTitle()
    {
        var finding = RuleBook.Finding(RuleIds.DuplicateInDrop, 9);
        Assert.Equal((Severity.Error, 9L, "The example occurs more than once in the drop."), (finding.Severity, finding.Line, finding.Message));
    }

    [Fact]
    public void Get_UnknownId_Throws() => Assert.Throws<ArgumentException>(() => RuleBook.Get("FT000"));
}
