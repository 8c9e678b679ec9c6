using FineTune.LocalProvider.Chat.Judging;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Tests;

public sealed class JudgeOracleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("gsm8k")]
    [InlineData("seeds")]
    [InlineData("cnn_dailymail_3_0_0_tldr_summary")]
    [InlineData("duorc_SelfRC_extract_answer")]
    [InlineData("multi_news_what_are_the_key_points")]
    [InlineData("quoref_Answer_Test")]
    [InlineData("wiki_hop_original_explain_relation")]
    public void Score_HumanData_IsSixOrMoreNearlyAlways(string set)
    {
        var rows = Rows(set);
        var scores = rows.Select(r => Score(r.Prompt, r.Answer)).ToList();
        output.WriteLine($"{set}: {Share(scores, s => s.Score >= 6):P1} of {rows.Count}; notes: {string.Join(" | ", scores.Where(s => s.Score < 6).GroupBy(s => s.Reason).Select(g => $"{g.Count()} {g.Key}"))}");
        Assert.True(Share(scores, s => s.Score >= 6) > 0.93);
    }

    [Theory]
    [InlineData("gsm8k")]
    [InlineData("cnn_dailymail_3_0_0_tldr_summary")]
    [InlineData("multi_news_what_are_the_key_points")]
    public void Score_BadAnswers_IsFourOrLess(string set)
    {
        var rows = Rows(set).Where(r => Words.Of(r.Answer).Count >= 15).ToList();
        var unrelated = rows.Select((r, i) => Score(r.Prompt, "Penguins waddle across icy Antarctic shores, huddling tightly through polar winters while guarding fragile eggs beneath feathery bellies.")).ToList();
        var refused = rows.Select(r => Score(r.Prompt, "I'm sorry, but I cannot help with that request.")).ToList();
        var stock = rows.Select(r => Score(r.Prompt, "As an AI language model, I do not have opinions. " + r.Answer)).ToList();
        var cut = rows.Select(r => Score(r.Prompt, r.Answer.Replace("<|endoftext|>", "", StringComparison.Ordinal)[..(r.Answer.Length * 6 / 10)])).ToList();
        output.WriteLine($"{set}: unrelated {Share(unrelated, s => s.Score <= 4):P1}, refused {Share(refused, s => s.Score <= 4):P1}, stock {Share(stock, s => s.Score <= 4):P1}, cut {Share(cut, s => s.Score <= 4):P1}");
        Assert.True(Share(unrelated, s => s.Score <= 4) > 0.9);
        Assert.Equal(1, Share(refused, s => s.Score <= 4));
        Assert.Equal(1, Share(stock, s => s.Score <= 4));
        Assert.True(Share(cut, s => s.Score <= 4) > 0.6);
    }

    private static List<(string Prompt, string Answer)> Rows(string set) => set switch
    {
        "gsm8k" => OracleData.Gsm8k(),
        "seeds" => OracleData.Seeds(),
        _ => OracleData.T0(set),
    };

    private static (int Score, string Reason) Score(string prompt, string answer) =>
        JudgeRules.Score(new JudgeSections(prompt, answer, null), 0, SeededRandom.From(prompt, answer));

    private static double Share<T>(IReadOnlyCollection<T> items, Func<T, bool> holds) => (double)items.Count(holds) / items.Count;
}
