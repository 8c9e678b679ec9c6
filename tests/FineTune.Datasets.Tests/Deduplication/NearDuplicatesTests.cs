using System.Diagnostics;
using System.Globalization;
using FineTune.Core.Storage.Scratch;
using FineTune.Core.Text;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.Rules;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Deduplication;

public sealed class NearDuplicatesTests
{
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.7)]
    [InlineData(0.5)]
    public void Nearest_RealTexts_AsComparingWithEveryText(double threshold)
    {
        var texts = Texts(160);
        using var index = new NearIndex(new MemoryScratch(), threshold);
        var found = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            var scores = Enumerable.Range(0, i).Select(j => (Id: j, Score: RougeL.F1(texts[j], texts[i]))).Where(pair => pair.Score > threshold).ToList();
            var best = scores.Count == 0 ? (-1, 0) : scores.MaxBy(pair => pair.Score);
            var near = index.Nearest(TokenHashes.Of(texts[i]));
            Assert.Equal(best, near ?? (-1, 0));
            found += near is null ? 0 : 1;
            index.Add(i, TokenHashes.Of(texts[i]));
        }

        Assert.True(found >= 50);
        Assert.True(threshold < 0.9 || index.Compared < texts.Count, $"{index.Compared} pairs were compared in full.");
    }

    /// <summary>Of the pairs that ROUGE-L calls near duplicates, banded MinHash must join nearly all, and next to none that are far apart.</summary>
    [Fact]
    public void JoinAlike_RealTexts_FindsWhatRougeFinds()
    {
        var texts = Texts(600);
        var tokens = texts.ConvertAll(TokenHashes.Of);
        var groups = new RowGroups();
        using var banded = new BandedIndex(new MemoryScratch());
        foreach (var text in tokens)
        {
            groups.Add();
            banded.Add(text);
        }

        banded.JoinAlike(groups);
        var (near, met, wrong) = (0, 0, 0);
        for (var i = 0; i < texts.Count; i++)
        {
            var common = new CommonTokens(tokens[i]);
            for (var j = 0; j < i; j++)
            {
                var score = 2.0 * common.With(tokens[j]) / Math.Max(1, tokens[i].Length + tokens[j].Length);
                var together = groups.First(i) == groups.First(j);
                near += score > NearDuplicates.Threshold ? 1 : 0;
                met += score > NearDuplicates.Threshold && together ? 1 : 0;
                wrong += score < 0.6 && together ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{near} near pairs, {met} met, {wrong} wrong");
        Assert.True(near > 200);
        Assert.True(met >= 0.97 * near, $"{met} of {near} near pairs were met.");
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData(0.49, 0.50)]
    [InlineData(0.65, 0.95)]
    public void Bands_JaccardAndProbability_AsTheFindingSays(double jaccard, double probability) =>
        Assert.Equal(probability, 1 - Math.Pow(1 - Math.Pow(jaccard, MinHash.Rows), MinHash.Bands), 0.02);

    [Fact]
    public void Jaccard_OfSignatures_NearTheRealOne()
    {
        var hash = new MinHash();
        var (a, b) = (new byte[MinHash.Hashes], new byte[MinHash.Hashes]);
        var error = 0.0;
        for (var shared = 0; shared <= 200; shared += 10)
        {
            hash.Take([.. Enumerable.Range(0, 201).Select(i => TokenHashes.Mix((ulong)i + 1))], 0);
            hash.Signature(a);
            hash.Take([.. Enumerable.Range(0, 201).Select(i => TokenHashes.Mix((ulong)(i <= shared ? i + 1 : i + 1000)))], 0);
            hash.Signature(b);
            error = Math.Max(error, Math.Abs(MinHash.Jaccard(a, b) - ((double)shared / (400 - shared))));
        }

        Assert.True(error < 0.15, $"The largest error is {error}.");
    }

    [Fact]
    public void Complete_MoreRowsThanExact_SameGroupsByMinHashAndSaid()
    {
        var texts = Texts(300);
        var (exact, _) = Findings(texts, texts.Count);
        var (banded, all) = Findings(texts, 100);

        Assert.All(exact, f => Assert.Contains("ROUGE-L above 0.9", f.Message, StringComparison.Ordinal));
        var said = Assert.Single(banded, f => f.Severity == Severity.Info);
        Assert.Contains("The 300 valid rows are more than 100 and were compared by banded MinHash (125 hashes of word pairs, 25 bands of 5)", said.Message, StringComparison.Ordinal);
        Assert.Equal(banded.Count - 1, all);
        Assert.True(exact.Select(f => f.Line).Intersect(banded.Select(f => f.Line)).Count() >= 0.95 * exact.Count);
        Assert.Equal(banded.Select(f => f.Message), Findings(texts, 100).Findings.Select(f => f.Message));
        Assert.Contains("estimated Jaccard of word pairs from 0.65", banded[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_TenThousandRows_FewAreComparedInFullAndMemoryStaysSmall()
    {
        var texts = Texts(10_000);
        var tokens = texts.ConvertAll(TokenHashes.Of);
        var watch = Stopwatch.StartNew();
        using var index = new NearIndex(new MemoryScratch(), NearDuplicates.Threshold);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (index.Nearest(tokens[i]) is null)
            {
                index.Add(i, tokens[i]);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{tokens.Average(t => t.Length):0} tokens, {index.Count} distinct, {index.Compared} compared, {watch.Elapsed.TotalSeconds:0.00} s"));
        Assert.True(index.Compared < 10L * texts.Count, $"{index.Compared} pairs were compared in full.");
    }

    private static (IReadOnlyList<Finding> Findings, long Groups) Findings(List<string> texts, int maxExact)
    {
        using var near = new NearDuplicates(new MemoryScratch(), maxExact);
        var lines = new RowLines();
        foreach (var text in texts)
        {
            lines.Add((uint)lines.Count + 1);
            near.Add(TokenHashes.Of(text));
        }

        return near.Complete(lines, 1000);
    }

    /// <summary>Questions and answers of real size from the public data; every second is an earlier one with up to six words changed, taken out or put in.</summary>
    private static List<string> Texts(int count)
    {
        var real = OracleData.Array("alpaca/alpaca_en_demo.json", OracleData.Alpaca)
            .Select(row => $"{row.GetProperty("instruction").GetString()} {row.GetProperty("input").GetString()}\n{row.GetProperty("output").GetString()}").ToList();
        var random = new Random(7);
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var fresh = real[texts.Count / 2 % real.Count];
            var other = real[random.Next(real.Count)];
            var words = (texts.Count < 2 * real.Count ? fresh : fresh[..(fresh.Length / 2)] + other[(other.Length / 2)..]).Split(' ').ToList();
            for (var edits = texts.Count % 2 == 0 ? 0 : random.Next(7); edits > 0 && words.Count > 3; edits--)
            {
                var at = random.Next(words.Count);
                switch (random.Next(3))
                {
                    case 0: words[at] = "changed"; break;
                    case 1: words.RemoveAt(at); break;
                    default: words.Insert(at, "put"); break;
                }
            }

            texts.Add(string.Join(' ', words));
        }

        return texts;
    }
}
