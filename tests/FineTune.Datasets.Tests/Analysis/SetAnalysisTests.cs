using FineTune.Core.Storage.Scratch;
using FineTune.Core.Text;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Analysis;

public sealed class SetAnalysisTests
{
    private static readonly string[] Words = ["apple", "river", "stone", "cloud", "green", "sharp", "quiet", "north", "paper", "glass", "eleven", "copper"];

    [Fact]
    public void Findings_SameQuestionOtherAnswer_NamesBothLines()
    {
        var findings = Analyse(Drops.Row("Is it open?", "yes", line: 3), Drops.Row("Is it open?", "no", line: 9), Drops.Row("Is it closed?", "no", line: 10));
        var finding = Assert.Single(findings);
        Assert.Equal((RuleIds.ContradictoryAnswers, Severity.Warning, 9L), (finding.Rule, finding.Severity, finding.Line));
        Assert.Contains("Line 3 ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_SameQuestionUnderAnotherSystemMessage_NoContradiction() =>
        Assert.DoesNotContain(Analyse(Drops.Row("Open?", "yes", "Be kind"), Drops.Row("Open?", "no", "Be curt", line: 2)), f => f.Rule == RuleIds.ContradictoryAnswers);

    [Fact]
    public void Findings_NearlyTheSame_OneGroupWithItsLines()
    {
        var text = string.Join(' ', Words);
        var findings = Analyse(Drops.Row(text, "fine " + text, line: 1), Drops.Row("What is it?", "a dog", line: 2), Drops.Row(text, "good " + text, line: 4), Drops.Row(text + " x", "fine " + text, line: 5));
        var finding = Assert.Single(findings, f => f.Rule == RuleIds.NearDuplicates);
        Assert.Equal((Severity.Warning, 1L), (finding.Severity, finding.Line));
        Assert.Contains(": 4, 5 (ROUGE-L above 0.9)", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_LikeButNotNear_NoGroup() =>
        Assert.Empty(Analyse(Drops.Row("How do I reset the router?", "Press the button for ten seconds."), Drops.Row("How do I reset the phone?", "Hold both keys until it restarts.", line: 2)));

    [Theory]
    [InlineData(30, 2, true)]
    [InlineData(20, 2, false)]
    [InlineData(15, 1, false)]
    public void Findings_Labels_UnbalancedAboveTheRatio(int yes, int no, bool fires)
    {
        var rows = Enumerable.Range(0, yes + no).Select(i => Drops.Row(Question(i), i < yes ? "yes" : "no", line: i + 1)).ToArray();
        var findings = Analyse(rows).Where(f => f.Rule == RuleIds.ClassImbalance).Select(f => f.Message).ToList();
        Assert.Equal(fires ? [$"2 different answers in {yes + no} rows: the most frequent has {yes} rows, the rarest {no}."] : [], findings);
    }

    [Theory]
    [InlineData(18, 2, "English 18, German 2 (of 20")]
    [InlineData(60, 2, null)]
    [InlineData(10, 5, null)]
    public void Findings_SecondLanguage_SaidFromItsShareOn(int english, int german, string? message)
    {
        var rows = Enumerable.Range(0, english + german)
            .Select(i => Drops.Row(Question(i), i < english ? $"The key for it is with you and the {Question(i)}" : $"Das ist nicht der Weg und die {Question(i)}", line: i + 1)).ToArray();
        var finding = Analyse(rows).SingleOrDefault(f => f.Rule == RuleIds.LanguageMix);
        Assert.Equal(message is null, finding is null);
        Assert.Contains(message ?? "", finding?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The answer is in the book that you have with you.", "English")]
    [InlineData("Das Paket ist nicht angekommen, und wir suchen es.", "German")]
    [InlineData("Vous pouvez le faire dans les réglages, et pour la suite avec nous.", "French")]
    [InlineData("Puede hacerlo con el botón que está en los ajustes del teléfono.", "Spanish")]
    [InlineData("Заказ отправлен вчера", "Cyrillic")]
    [InlineData("ご注文は発送されました", "Japanese")]
    [InlineData("您的订单已发货", "Chinese")]
    [InlineData("42", null)]
    [InlineData("ok", null)]
    public void Of_Text_GuessedOrLeftOpen(string text, string? language) => Assert.Equal(language, LanguageGuess.Of(text));

    [Fact]
    public void Compare_RowsOfEarlierIncrements_ByWhatTheyAreThere()
    {
        var text = string.Join(' ', Words);
        using var earlier = new EarlierRows(new MemoryScratch());
        earlier.Add(Drops.Row("Is it open?", "yes").Id);
        earlier.AddHeldOut(Drops.Example("Is it held out?", "it is"));
        earlier.AddHeldOut(Drops.Example("Repeat: " + text, text));
        using var analysis = new SetAnalysis(new MemoryScratch(), earlier);

        Assert.Equal([(RuleIds.InEarlierIncrement, Severity.Warning, 4L)], Compare(Drops.Row("Is it open?", "yes", line: 4)));
        Assert.Equal([(RuleIds.HeldOutEarlier, Severity.Error, 5L)], Compare(Drops.Row("Is it held out?", "it is", line: 5)));
        Assert.Equal([(RuleIds.NearHeldOutEarlier, Severity.Warning, 6L)], Compare(Drops.Row("Repeat it: " + text, text, line: 6)));
        Assert.Empty(Compare(Drops.Row("What is new?", "this", line: 7)));

        IEnumerable<(string, Severity, long)> Compare(ValidatedRow row) => analysis.Compare(row).Select(f => (f.Rule, f.Severity, f.Line));
    }

    [Fact]
    public void Complete_ManyContradictions_ListsTheFirstAndCountsTheOthers()
    {
        using var analysis = new SetAnalysis(new MemoryScratch());
        for (var i = 0; i <= SetAnalysis.MaxListed + 5; i++)
        {
            analysis.Add(Drops.Row("What is the number?", $"{i} {i * 31} {i * 37} {i * 41}", line: i + 1));
        }

        var result = analysis.Complete();
        Assert.Equal(Enumerable.Range(2, SetAnalysis.MaxListed).Select(line => (long)line), result.Findings.Where(f => f.Rule == RuleIds.ContradictoryAnswers).Select(f => f.Line));
        Assert.Equal([new RuleCount(RuleIds.ContradictoryAnswers, Severity.Warning, 5)], result.Unlisted);
        Assert.Equal(Enumerable.Range(1, SetAnalysis.MaxListed + 5).Select(row => new GroupedRow(row, 0)), analysis.Groups());
    }

    [Fact]
    public void Complete_NothingIsAsked_NeitherContradictionNorGroup()
    {
        using var analysis = new SetAnalysis(new MemoryScratch());
        analysis.Add(Drops.Row("", "Once upon a time"));
        analysis.Add(Drops.Row(" ", "It was a dark night", line: 2));

        Assert.Empty(analysis.Complete().Findings);
        Assert.Empty(analysis.Groups());
    }

    [Property(MaxTest = 200)]
    public bool Findings_AnyTexts_NeverThrowsAndRejectsNothing((FsCheck.NonNull<string> User, FsCheck.NonNull<string> Answer)[] rows)
    {
        var findings = Analyse([.. rows.Select((row, i) => Drops.Row(row.User.Get, row.Answer.Get, line: i + 1))]);
        return findings.All(finding => finding.Severity != Severity.Error && finding.Line <= rows.Length);
    }

    private static string Question(int i) => $"{Words[i % Words.Length]} {Words[i / Words.Length % Words.Length]} {i} {i * 31} {i * 37}";

    private static IReadOnlyList<Finding> Analyse(params ValidatedRow[] rows)
    {
        using var analysis = new SetAnalysis(new MemoryScratch());
        foreach (var row in rows)
        {
            analysis.Add(row);
        }

        return analysis.Complete().Findings;
    }
}
