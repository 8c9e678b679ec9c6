using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Profiles;

public sealed class DatasetProfilerTests : IDisposable
{
    private readonly SetAnalysis _set = new(new MemoryScratch());

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Complete_Rows_SharesAndLengths()
    {
        var merge = new DropMerge(_set);
        merge.TryAccept(Drops.Row("How?", "So.", "Be kind.", 1), [], out _);
        merge.TryAccept(Drops.Row("Why not?", "Because it is.", line: 2), [], out _);
        merge.TryAccept(Drops.Row("Why not?", "Because it is.", line: 3), [], out _);
        var profile = merge.Complete().Profile!;

        Assert.Equal((2, 1, 0), (profile.Rows, profile.WithSystem, profile.WithTools));
        Assert.Equal((4, 8), (profile.QuestionCharacters.Min, profile.QuestionCharacters.Max));
        Assert.Equal((2, 3, 20), (profile.Turns.Min, profile.Turns.Max, profile.Tokens.Total));
        Assert.Equal([new NamedCount("chat", 2)], profile.Shapes);
    }

    [Fact]
    public void Complete_WorstLines_SevereFirstAndAtMostThreeOfAKind()
    {
        var profiler = new DatasetProfiler();
        for (var line = 1; line <= 5; line++)
        {
            profiler.AddRejected([RuleBook.Finding(RuleIds.NotJson, line)], () => "{\"a\"");
        }

        profiler.Add(Drops.Row("Hello", "ok", line: 6), [RuleBook.Finding(RuleIds.NearEmptyAnswer, 6, path: "$.messages[1].content")]);
        profiler.AddRejected([RuleBook.Finding(RuleIds.UnknownRole, 7), RuleBook.Finding(RuleIds.EmptyAnswer, 7)], () => null);
        profiler.AddRejected([RuleBook.Finding(RuleIds.DuplicateInDrop, 8)], () => throw new InvalidOperationException("A repetition is not looked at."));
        var worst = profiler.Complete(_set).WorstLines;

        Assert.Equal([7, 1, 2, 3, 6], worst.Select(line => line.Line));
        Assert.Equal((true, false), (worst[0].Rejected, worst[^1].Rejected));
        Assert.Null(worst[0].Excerpt);
        Assert.Equal("ok", worst[^1].Excerpt);
        Assert.Equal([new TurnOutline("user", 5, false), new TurnOutline("assistant", 2, false)], worst[^1].Turns);
    }

    [Fact]
    public void Complete_RejectedLineThatIsJson_OutlineAndTheTextThatTheFindingIsAbout()
    {
        var profiler = new DatasetProfiler();
        const string Raw = """{"messages":[{"role":"user","content":"Hi"},{"role":"bot<b>","content":"Hello there","tool_calls":[]}]}""";
        profiler.AddRejected([RuleBook.Finding(RuleIds.UnknownRole, 4, path: "$.messages[1].content")], () => Raw);
        var line = Assert.Single(profiler.Complete(_set).WorstLines);

        Assert.Equal([new TurnOutline("user", 2, false), new TurnOutline("other", 11, true)], line.Turns);
        Assert.Equal("Hello there", line.Excerpt);
    }

    [Theory]
    [InlineData("{\"messages\":[1,null,{\"role\":5}]}")]
    [InlineData("[1,2]")]
    [InlineData("{\"output\":\"\\ud800\"}")]
    [InlineData("\0")]
    public void AddRejected_AnyLine_NeverThrows(string raw)
    {
        var profiler = new DatasetProfiler();
        profiler.AddRejected([RuleBook.Finding(RuleIds.WrongType, 1, path: "$.messages[7]['x y'].z")], () => raw);
        Assert.NotNull(Assert.Single(profiler.Complete(_set).WorstLines).Excerpt);
    }

    [Fact]
    public void Complete_NearDuplicates_LargestGroupsFirst()
    {
        const string Text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";
        var merge = new DropMerge(_set);
        foreach (var (index, ending) in new[] { "a", "b", "c" }.Index())
        {
            merge.TryAccept(Drops.Row("Count", $"{Text} {ending}", line: index + 1), [], out _);
        }

        var group = Assert.Single(merge.Complete().Profile!.NearDuplicates);
        Assert.Equal((1, 3), (group.Line, group.Lines));
        Assert.Equal([2, 3], group.Others);
    }

    [Fact]
    public void TokenProbes_OtherEncoding_CountedThenScaledAndSaidSo()
    {
        var probes = new TokenProbes(new TwoEncodings(), "base", [Model("base", 8), Model("other", 100)]);
        for (var i = 0; i < TokenProbes.CountedRows; i++)
        {
            probes.Add(Drops.Row("a", "b") with { Tokens = 10 });
        }

        Assert.All(probes.Complete(), total => Assert.True(total.Exact));
        for (var i = 0; i < 160; i++)
        {
            probes.Add(Drops.Row("a", "b") with { Tokens = 10 });
        }

        Assert.Equal(
            [new TokenTotal("one", 8, 2_160 * 8, 2_160, Exact: true), new TokenTotal("two", 100, 2_160 * 20, 0, Exact: false)], probes.Complete());
    }

    private static ModelPrice Model(string name, int limit) => new(EndpointKind.OpenAI, name, default, 1, 1, 1, limit, null, null);

    private sealed class TwoEncodings : ITokenCounter
    {
        public int Count(string model, string text) => 20;

        public int Count(string model, ChatExample example) => 20;

        public string Encoding(string model) => model == "base" ? "one" : "two";
    }
}
