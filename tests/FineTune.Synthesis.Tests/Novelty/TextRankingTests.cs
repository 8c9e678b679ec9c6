using FineTune.Core.Text;
using FineTune.Synthesis.Novelty;
using FsCheck.Xunit;

namespace FineTune.Synthesis.Tests.Novelty;

public sealed class TextRankingTests
{
    private static readonly string[] Words = ["a", "b", "c", "the", "Sort", "42", "é", "-", "猫", "мир"];

    [Property(MaxTest = 200)]
    public bool Rank_AnyPool_IsTheComparisonWithEveryText(byte[][] pool, byte[] text, byte count)
    {
        var ranked = Ranking(new TextRanking(), pool, 0).Rank(Text(text), count % 12);
        var scores = pool.Select((known, index) => (Id: $"id{index}", Score: RougeL.F1(Text(known), Text(text)))).ToList();
        var expected = scores.Where(score => score.Score > 0).OrderByDescending(score => score.Score).Take(count % 12);
        return ranked.Nearest.Select(near => (near.Id, near.Score)).SequenceEqual(expected)
            && Math.Abs(ranked.Mean - (scores.Count == 0 ? 0 : scores.Average(score => score.Score))) < 1e-12;
    }

    [Property(MaxTest = 200)]
    public bool Rank_ForksOfForks_AreLikeOneThatHasAllTexts(byte[][] first, byte[][] second, byte[][] third, byte[][] other, byte[] text)
    {
        var origin = Ranking(new TextRanking(), first, 0);
        var fork = Ranking(origin.Fork(), second, first.Length);
        var beside = Ranking(origin.Fork(), other, first.Length);
        var last = Ranking(fork.Fork(), third, first.Length + second.Length);
        return Same(last.Rank(Text(text)), Ranking(new TextRanking(), [.. first, .. second, .. third], 0).Rank(Text(text)))
            && Same(beside.Rank(Text(text)), Ranking(new TextRanking(), [.. first, .. other], 0).Rank(Text(text)))
            && Same(origin.Rank(Text(text)), Ranking(new TextRanking(), first, 0).Rank(Text(text)))
            && (origin.Count, fork.Count, last.Count) == (first.Length, first.Length + second.Length, first.Length + second.Length + third.Length);
    }

    [Fact]
    public async Task Rank_ForksOnSeveralThreads_DoNotDisturbEachOther()
    {
        var origin = new TextRanking();
        for (var i = 0; i < 500; i++)
        {
            origin.Add($"known{i}", $"tell me about thing {i} of {i % 7}");
        }

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(fork => Task.Run(() =>
        {
            var ranking = origin.Fork();
            for (var i = 0; i < 200; i++)
            {
                ranking.Add($"own{i}", $"fork {fork} asks {i}");
            }

            return (Own: ranking.Rank($"fork {fork} asks 11", 1).Nearest[0].Id, Known: ranking.Rank("tell me about thing 77 of 0", 1).Nearest[0].Id);
        })));

        Assert.All(found, ids => Assert.Equal(("own11", "known77"), ids));
    }

    [Fact]
    public void Add_Forked_IsRefused()
    {
        var origin = new TextRanking();
        _ = origin.Fork();

        Assert.Throws<InvalidOperationException>(() => origin.Add("x", "too late"));
        Assert.Equal(0, origin.Count);
    }

    private static bool Same(SimilarTexts left, SimilarTexts right) => left.Mean == right.Mean && left.Nearest.SequenceEqual(right.Nearest);

    private static TextRanking Ranking(TextRanking ranking, byte[][] texts, int from)
    {
        foreach (var (index, text) in texts.Index())
        {
            ranking.Add($"id{from + index}", Text(text));
        }

        return ranking;
    }

    private static string Text(byte[] choices) => string.Join(' ', choices.Select(choice => Words[choice % Words.Length]));
}
