using System.Text.Json;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Novelty;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Tests.Support;
using FineTune.Testing;

namespace FineTune.Synthesis.Tests.Novelty;

public sealed class BoilerplateTests
{
    [Fact]
    public void Find_TemplateAroundEveryInstruction_StrippedWhereverItStands()
    {
        var texts = Enumerable.Range(0, 60).Select(Templated).ToList();
        var boilerplate = Boilerplate.Find(texts);
        Assert.True(boilerplate.IsFound);
        Assert.InRange(boilerplate.Share, 0.6, 0.95);
        Assert.Equal("what amber bridge", boilerplate.Strip("You are a helpful assistant with access to the tools below. What amber bridge? Answer in one short sentence and name the tool that you used."));
        Assert.Equal("Something else", boilerplate.Strip("Something else"));
        Assert.True(boilerplate.IsDominated);
        Assert.Contains("template-dominated", boilerplate.Note(), StringComparison.Ordinal);
        Assert.True(Kept(texts, Boilerplate.None) < 6);
        Assert.True(Kept(texts, boilerplate) > 45);
    }

    [Fact]
    public void Strip_NothingButBoilerplate_TheTextAsItIs()
    {
        var same = Enumerable.Repeat("Tell me what is the weather like today", 20).ToList();
        Assert.Equal(same[0], Boilerplate.Find(same).Strip(same[0]));
        Assert.Equal(1, Kept(same, Boilerplate.Find(same)));
    }

    [Fact]
    public void Find_FewOrVariedInstructions_Nothing()
    {
        Assert.False(Boilerplate.Find(Enumerable.Range(0, 9).Select(Templated)).IsFound);
        Assert.False(Boilerplate.Find(Growing.Seeds(100).Select(seed => seed.Instruction)).IsFound);
        Assert.False(Boilerplate.Find([]).IsFound);
        Assert.Null(Boilerplate.None.Note());
    }

    [Fact]
    public void State_TemplateDominatedSeeds_ComparesTheRest()
    {
        var seeds = Enumerable.Range(0, 30).Select(i => new Demonstration($"s{i}", Templated(i), "fine", null)).ToList();
        var state = new GenerationState(Growing.Setup(null, seeds));
        Assert.True(state.Boilerplate.IsFound);
        var round = Growing.Begin(state, FineTune.Core.Lineages.Generation.GenerationMethod.Pairs, requests: 1)
            .Complete(_ => JsonSerializer.Serialize(new { examples = new[] { new { instruction = Templated(99), response = "fine" } } }));
        Assert.Equal(CandidateOutcome.Ok, Assert.Single(round.Rows).Outcome);
    }

    [Fact]
    public void Find_SeedTasks_Nothing() =>
        Assert.False(Boilerplate.Find(OracleData.Lines("self-instruct/seed_tasks.jsonl", OracleData.SelfInstruct).Select(row => row.GetProperty("instruction").GetString()!)).IsFound);

    [Fact]
    public void Find_AlpacaDemo_Nothing() =>
        Assert.False(Boilerplate.Find(OracleData.Array("alpaca/alpaca_en_demo.json", OracleData.Alpaca).Select(row => row.GetProperty("instruction").GetString()!)).IsFound);

    [Theory]
    [InlineData("cnn_dailymail_3_0_0_tldr_summary.jsonl")]
    [InlineData("duorc_SelfRC_extract_answer.jsonl")]
    [InlineData("quoref_Answer_Test.jsonl")]
    [InlineData("wiki_hop_original_explain_relation.jsonl")]
    [InlineData("multi_news_what_are_the_key_points.jsonl")]
    public void Find_T0Prompts_TheirTemplate(string file)
    {
        var prompts = OracleData.Lines($"t0-prompt-completion/{file}", OracleData.T0).ConvertAll(row => row.GetProperty("prompt").GetString()!);
        var boilerplate = Boilerplate.Find(prompts);
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {boilerplate.Share:P1} boilerplate, {Kept(prompts, Boilerplate.None)} of {prompts.Count} news without stripping, {Kept(prompts, boilerplate)} with.");
        Assert.True(boilerplate.IsFound);
        Assert.False(boilerplate.IsDominated);
        Assert.True(Kept(prompts, boilerplate) >= Kept(prompts, Boilerplate.None));
    }

    [Theory]
    [InlineData("gsm8k-chat/train.jsonl", 1)]
    [InlineData("tool-calling/stock_train.jsonl", 1)]
    public void Find_ChatDrops_SaysWhatItFound(string file, int user)
    {
        var texts = OracleData.Lines(file, OracleData.Foundry).ConvertAll(row => row.GetProperty("messages")[user].GetProperty("content").GetString()!);
        var boilerplate = Boilerplate.Find(texts);
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {boilerplate.Share:P1} boilerplate, {Kept(texts, Boilerplate.None)} of {texts.Count} news without stripping, {Kept(texts, boilerplate)} with.");
        Assert.True(Kept(texts, boilerplate) >= Kept(texts, Boilerplate.None));
    }

    private static string Templated(int i) =>
        $"You are a helpful assistant with access to the tools below. {Growing.Sentence($"t{i}", 5)}? Answer in one short sentence and name the tool that you used.";

    private static int Kept(IEnumerable<string> texts, Boilerplate boilerplate)
    {
        var filter = new NoveltyFilter(0.7);
        foreach (var text in texts.Select(boilerplate.Strip))
        {
            if (filter.IsNovel(text))
            {
                filter.Add("t", text);
            }
        }

        return filter.Count;
    }
}
