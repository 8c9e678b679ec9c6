using System.Diagnostics;
using System.Text.Json;
using FineTune.Core.Text;
using FineTune.Synthesis.Novelty;
using FineTune.Testing;

namespace FineTune.Synthesis.Tests.Novelty;

public sealed class NoveltyOracleTests
{
    [Fact]
    public void F1_BiggestPeakAgainstTheSeeds_TheGoldenVector()
    {
        var scores = Seeds().ConvertAll(seed => RougeL.F1(seed, "Retrieve the biggest peak in the world."));
        Assert.Equal([0.375, 0.375, 0.3529411765, 0.3333333333], scores.OrderDescending().Take(4).Select(score => Math.Round(score, 10)));
        Assert.Equal([0.375, 0.3529411765, 0.3333333333, 0.3157894737, 0.2857142857], scores.Select(score => Math.Round(score, 10)).Distinct().OrderDescending().Take(5));
        Assert.Equal(0.12068036281982937, scores.Average(), 1e-12);
    }

    [Fact]
    public void Rank_BiggestPeakAgainstTheSeeds_TheGoldenVector()
    {
        var ranking = new TextRanking();
        var seeds = Seeds();
        foreach (var (index, seed) in seeds.Index())
        {
            ranking.Add($"seed_task_{index}", seed);
        }

        var ranked = ranking.Rank("Retrieve the biggest peak in the world.");
        Assert.Equal(175, ranking.Count);
        Assert.Equal([0.375, 0.375, 0.35294117647, 0.33333333333], ranked.Nearest.Take(4).Select(text => Math.Round(text.Score, 11)));
        Assert.Equal(10, ranked.Nearest.Count);
        Assert.Contains(ranked.Nearest, text => Math.Round(text.Score, 8) == 0.31578947);
        Assert.Contains(ranked.Nearest, text => Math.Round(text.Score, 6) == 0.285714);
        Assert.All(ranked.Nearest, text => Assert.Equal(RougeL.F1(seeds[int.Parse(text.Id[10..], System.Globalization.CultureInfo.InvariantCulture)], "Retrieve the biggest peak in the world."), text.Score));
        Assert.Equal(0.12068036281982937, ranked.Mean, 1e-15);
    }

    [Fact]
    public void Check_SeedsAgainstEachOther_TwoPairsAboveTheThreshold()
    {
        var seeds = Seeds();
        var pairs = Enumerable.Range(0, seeds.Count)
            .SelectMany(i => Enumerable.Range(i + 1, seeds.Count - i - 1).Select(j => RougeL.F1(seeds[i], seeds[j]))).Where(score => score > 0.7);
        Assert.Equal([0.75, 0.824], pairs.Order().Select(score => Math.Round(score, 3)));
        Assert.Equal(2, Repeated(seeds, 0.7));
    }

    [Fact]
    public void Check_UserOrientedInstructionsAgainstTheSeeds_ThreeAreNotNovel()
    {
        var filter = new NoveltyFilter(0.7);
        foreach (var (index, seed) in Seeds().Index())
        {
            filter.Add($"seed{index}", seed);
        }

        var found = Instructions(OracleData.Lines("self-instruct/user_oriented_instructions.jsonl", OracleData.SelfInstruct))
            .Select(text => filter.Check(text)).Where(result => !result.IsNovel).Select(result => result.MostSimilar);
        Assert.Equal([0.75, 1, 1], found.Order());
    }

    [Fact]
    public void Check_AlpacaDemo_985Of999AreNovel()
    {
        var instructions = Instructions(OracleData.Array("alpaca/alpaca_en_demo.json", OracleData.Alpaca));
        Assert.Equal(999, instructions.Count);
        var clock = Stopwatch.StartNew();
        var repeated = Repeated(instructions, 0.7);
        TestContext.Current.TestOutputHelper?.WriteLine($"{instructions.Count} instructions filtered in {clock.ElapsedMilliseconds} ms.");
        Assert.Equal(985, instructions.Count - repeated);
    }

    private static int Repeated(List<string> texts, double threshold)
    {
        var filter = new NoveltyFilter(threshold);
        var repeated = 0;
        foreach (var (index, text) in texts.Index())
        {
            if (filter.Check(text).IsNovel)
            {
                filter.Add($"t{index}", text);
            }
            else
            {
                repeated++;
            }
        }

        return repeated;
    }

    private static List<string> Seeds() => Instructions(OracleData.Lines("self-instruct/seed_tasks.jsonl", OracleData.SelfInstruct));

    private static List<string> Instructions(List<JsonElement> rows) => rows.ConvertAll(row => row.GetProperty("instruction").GetString()!);
}
