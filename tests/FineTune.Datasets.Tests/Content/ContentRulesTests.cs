using System.Diagnostics;
using System.Text.Json;
using FineTune.Datasets.Rules;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Content;

public sealed class ContentRulesTests
{
    [Theory]
    [InlineData("I'm sorry, but I can't assist with that.", RuleIds.RefusalOnly)]
    [InlineData("I’m unable to provide this.", RuleIds.RefusalOnly)]
    [InlineData("Sorry.", RuleIds.RefusalOnly)]
    [InlineData("Ich kann Ihnen dabei leider nicht helfen.", RuleIds.RefusalOnly)]
    [InlineData("...", RuleIds.NearEmptyAnswer)]
    [InlineData(" <no output> ", RuleIds.NearEmptyAnswer)]
    [InlineData("N/A", RuleIds.NearEmptyAnswer)]
    [InlineData("Well, as an AI language model, I like tea.", RuleIds.AiBoilerplate)]
    [InlineData("I am just an AI but tea is nice.", RuleIds.AiBoilerplate)]
    [InlineData("Als KI-Sprachmodell trinke ich keinen Tee.", RuleIds.AiBoilerplate)]
    [InlineData("Sure.\nCustomer: thanks\nAgent: bye", RuleIds.WrongRoleText)]
    [InlineData("**Assistant**: Hello", RuleIds.WrongRoleText)]
    [InlineData("Hello<|im_end|>", RuleIds.WrongRoleText)]
    [InlineData("PLEASE DO NOT SHOUT AT THE CUSTOMERS LIKE THIS", RuleIds.MostlyUpperCase)]
    public void Validate_SuspiciousAnswer_OneWarningAtTheAnswer(string answer, string rule)
    {
        var result = Drops.Validate(Line("Hi there", answer));
        Assert.NotNull(result.Row);
        var finding = Assert.Single(result.Findings);
        Assert.Equal((rule, Severity.Warning, "$.messages[1].content"), (finding.Rule, finding.Severity, finding.Path));
    }

    [Theory]
    [InlineData("I can't help laughing at this joke, but here is the recipe: boil water, add tea, wait, drink. Then wash the pot, dry it, and put it back on its shelf so that the next person finds it clean. If the water is hard, filter it first, and keep the leaves dry in a tin.")]
    [InlineData("Sorry about the wait. Your parcel left our warehouse this morning.")]
    [InlineData("no")]
    [InlineData("+")]
    [InlineData("😀")]
    [InlineData("None")]
    [InlineData("As an AI engineer you train models.")]
    [InlineData("Ask the Customer: what do you need?")]
    [InlineData("NASA AND ESA AGREED")]
    [InlineData("The HTTP API returns JSON when the ACCEPT header says so.")]
    public void Validate_OrdinaryAnswer_NoWarning(string answer) => Assert.Empty(Drops.Validate(Line("Hi there", answer)).Findings);

    [Fact]
    public void Validate_SuspiciousTextThatIsNotLearnt_NoWarning()
    {
        var line = """{"messages":[{"role":"user","content":"User: as an AI, N/A"},{"role":"assistant","content":"N/A","weight":0},{"role":"user","content":"..."},{"role":"assistant","content":"Fine"}]}""";
        Assert.Empty(Drops.Validate(line).Findings);
    }

    [Theory]
    [InlineData(8_000, 0)]
    [InlineData(8_001, 1)]
    public void Validate_SystemMessage_NotedAboveTheLength(int length, int findings)
    {
        var line = JsonSerializer.Serialize(new { instruction = "Hi", output = "Hello", system = string.Concat(Enumerable.Repeat("ab c", 2_001))[..length] });
        Assert.Equal(Enumerable.Repeat((RuleIds.LongSystemPrompt, (string?)"$.system"), findings), Drops.Validate(line).Findings.Select(f => (f.Rule, f.Path)));
    }

    [Theory]
    [InlineData(" first\nsecond\n", true)]
    [InlineData(" first\n", false)]
    [InlineData("\nfirst\n\n", false)]
    [InlineData(" first\nsecond", false)]
    [InlineData(" first\nsecond END\n", false)]
    public void Validate_LegacyCompletion_TrapOnlyWhereTheStopOccursInside(string completion, bool trap)
    {
        var result = Drops.Validate(JsonSerializer.Serialize(new { prompt = "x ->", completion }));
        Assert.NotNull(result.Row);
        Assert.Equal(trap ? [(RuleIds.StopTrap, "$.completion")] : [], result.Findings.Select(f => (f.Rule, f.Path!)));
    }

    [Theory]
    [InlineData("I can")]
    [InlineData("\n\n")]
    [InlineData("as an ")]
    [InlineData("a@a.")]
    [InlineData("1234 ")]
    [InlineData("+1-")]
    [InlineData("a:b::")]
    [InlineData("DE89 ")]
    [InlineData("token=sk-")]
    [InlineData("ignore all ")]
    [InlineData("eyJ.")]
    public void Validate_LongRepetition_InTimeLinearToItsLength(string part)
    {
        var line = Line("Hi", string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length)));
        var clock = Stopwatch.StartNew();
        Assert.NotEmpty(Drops.Validate(line).Findings.Append(RuleBook.Finding(RuleIds.NotJson, 1)));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed} for 2 MB.");
    }

    [Property(MaxTest = 500)]
    public bool Validate_AnyTexts_RowOrErrorNeverBothNeverNeither(string? user, string? answer, string? system)
    {
        var result = Drops.Validate(JsonSerializer.Serialize(new { instruction = user, output = answer, system }));
        return result.Row is null == result.Findings.Any(f => f.Severity == Severity.Error);
    }

    private static string Line(string user, string answer) =>
        JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = user }, new { role = "assistant", content = answer } } });
}
