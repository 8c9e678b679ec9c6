using FineTune.Core.Text;
using FineTune.Synthesis.Novelty;
using FsCheck.Xunit;

namespace FineTune.Synthesis.Tests.Novelty;

public sealed class NoveltyFilterTests
{
    private static readonly string[] Words = ["a", "b", "c", "the", "Sort", "42", "é", "-", "猫", "мир"];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("...", "a", 0)]
    [InlineData("the cat sat", "The CAT, sat!", 1)]
    [InlineData("a b c d", "a c", 2.0 * 2 / 6)]
    [InlineData("a b", "b a", 0.5)]
    [InlineData("café", "caf", 1)]
    [InlineData("用Python写代码", "请Python翻译", 2.0 / 9)]
    [InlineData("Напиши письмо", "Напиши стихи", 0.5)]
    public void F1_KnownPairs(string a, string b, double expected) => Assert.Equal(expected, RougeL.F1(a, b), 12);

    [Property(MaxTest = 300)]
    public bool F1_AnyTexts_IsThePlainAlgorithm(byte[] left, byte[] right)
    {
        var (a, b) = (Text(left), Text(right));
        return Math.Abs(RougeL.F1(a, b) - Plain(a, b)) < 1e-12;
    }

    [Fact]
    public void F1_LongerThanOneWordOfBits_IsThePlainAlgorithm()
    {
        var a = string.Join(' ', Enumerable.Range(0, 300).Select(i => Words[(i * i) % 6]));
        var b = string.Join(' ', Enumerable.Range(0, 257).Select(i => Words[(i * 7 + (i / 3)) % 6]));
        Assert.Equal(Plain(a, b), RougeL.F1(a, b), 12);
    }

    [Property(MaxTest = 200)]
    public bool Check_AnyPool_IsTheComparisonWithEveryText(byte[][] pool, byte[] text, byte cut)
    {
        var threshold = cut / 255.0;
        var filter = new NoveltyFilter(threshold);
        foreach (var (index, known) in pool.Index())
        {
            filter.Add($"id{index}", Text(known));
        }

        var result = filter.Check(Text(text));
        var scores = pool.Select(known => RougeL.F1(Text(known), Text(text))).ToList();
        var best = scores.Count == 0 ? 0 : scores.Max();
        return Math.Abs(result.MostSimilar - best) < 1e-12
            && result.IsNovel == !(best > threshold)
            && result.MostSimilarId == (best > 0 ? $"id{scores.IndexOf(best)}" : null)
            && filter.IsNovel(Text(text)) == result.IsNovel
            && filter.Check(Text(text)) == result;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Check_LargePoolOfNearCopies_IsTheComparisonWithEveryText(int seed)
    {
        var random = new Random(seed);
        var texts = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            var words = i % 3 == 0 || texts.Count == 0 ? [.. Enumerable.Range(0, 5 + random.Next(90)).Select(_ => Word(random))] : texts[random.Next(texts.Count)].Split(' ');
            words[random.Next(words.Length)] = Word(random);
            words[random.Next(words.Length)] = Word(random);
            texts.Add(string.Join(' ', words));
        }

        var filter = new NoveltyFilter(0.7);
        for (var i = 0; i < texts.Count; i++)
        {
            var scores = texts.Take(i).Select(known => Plain(known, texts[i])).ToList();
            var best = i == 0 ? 0 : scores.Max();
            var expected = new NoveltyResult(!(best > 0.7), best, best > 0 ? $"{scores.IndexOf(best)}" : null);
            Assert.Equal(expected, filter.Check(texts[i]));
            Assert.Equal(expected.IsNovel, filter.IsNovel(texts[i]));
            filter.Add($"{i}", texts[i]);
        }

        Assert.True(filter.Compared < 300L * 300 / 2);
    }

    [Fact]
    public void Check_ExactlyAtTheThreshold_IsNovel()
    {
        var filter = new NoveltyFilter(0.7);
        filter.Add("x", "a b c d e f g h i j");
        Assert.True(filter.Check("a b c d e f g x y z").IsNovel);
        Assert.False(filter.Check("a b c d e f g h y z").IsNovel);
    }

    /// <summary>Few words are frequent and many are rare, as in any language.</summary>
    private static string Word(Random random) => $"w{(int)(400 * Math.Pow(random.NextDouble(), 3))}";

    private static string Text(byte[] choices) => string.Join(' ', choices.Select(choice => Words[choice % Words.Length]));

    private static double Plain(string a, string b)
    {
        var (x, y) = (Tokens(a), Tokens(b));
        var table = new int[x.Length + 1, y.Length + 1];
        for (var i = 1; i <= x.Length; i++)
        {
            for (var j = 1; j <= y.Length; j++)
            {
                table[i, j] = x[i - 1] == y[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return x.Length == 0 || y.Length == 0 ? 0 : 2.0 * table[x.Length, y.Length] / (x.Length + y.Length);
    }

    private static string[] Tokens(string text) => [.. text.ToLowerInvariant().Split(' ').Where(word => word is not ("é" or "-" or ""))];
}
