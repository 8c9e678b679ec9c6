using System.Text;
using FineTune.Core.Lineages;
using FineTune.Datasets.EvaluationSets;
using FineTune.Datasets.Rules;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.EvaluationSets;

public sealed class DecontaminationTests
{
    private const string Passage = "the quick brown fox jumps over the lazy dog while seven grey owls watch from a hollow tree near the river";

    [Fact]
    public async Task Check_UserOrientedAgainstSeeds_ExactlyThreeCollide()
    {
        await using var file = File.OpenRead(OracleData.File("self-instruct/seed_tasks.jsonl", OracleData.SelfInstruct));
        var seeds = await EvaluationSet.ReadAsync("seeds", file);
        Assert.Equal((175, 0), (seeds.Items.Count, seeds.Unread));

        // Instructions alone, as the published collision count compares them.
        var bare = seeds with { Items = [.. seeds.Items.Select(item => item with { Questions = [item.Questions[0]], Texts = [] })] };
        using var guard = new Decontamination(new DecontaminationSettings(), [bare]);
        var found = OracleData.Lines("self-instruct/user_oriented_instructions.jsonl", OracleData.SelfInstruct)
            .SelectMany((row, i) => guard.Check(Drops.Row(row.GetProperty("instruction").GetString()!, "ok", line: i + 1))).ToList();

        Assert.Equal(3, found.Count);
        Assert.All(found, finding => Assert.Equal((RuleIds.Contaminated, Severity.Error), (finding.Rule, finding.Severity)));
    }

    [Fact]
    public async Task Check_EveryItemOfASetAsARow_IsFound()
    {
        await using var file = File.OpenRead(OracleData.File("self-instruct/user_oriented_instructions.jsonl", OracleData.SelfInstruct));
        var set = await EvaluationSet.ReadAsync("users", file);
        using var guard = new Decontamination(new DecontaminationSettings(), [set]);
        Assert.Equal(252, set.Items.Count);
        Assert.All(set.Items, item => Assert.NotEmpty(guard.Check(Drops.Row(item.Questions[^1], "ok"))));
    }

    [Theory]
    [InlineData("Please read: " + Passage + " and go on.", "ok", "The user message (number 1 as chat) shares 21 words in a row, from word 3 on, with line 2 of the evaluation set own, there from word 4 on.")]
    [InlineData("What is it?", "It says the lazy dog while seven grey owls watch from a hollow tree near the", "The assistant message (number 2 as chat) shares 14 words in a row, from word 3 on, with line 2 of the evaluation set own, there from word 10 on.")]
    [InlineData("Count the birds in this story, please, now", "ok", "The question is similar to the one in line 1 of the evaluation set own (ROUGE-L 0.93).")]
    public async Task Check_SharedTextOrQuestion_SaysWhereAndHowMuch(string user, string assistant, string message)
    {
        using var guard = new Decontamination(new DecontaminationSettings(), [await OwnAsync()]);
        Assert.Equal(message, Assert.Single(guard.Check(Drops.Row(user, assistant))).Message);
    }

    [Theory]
    [InlineData("grey owls watch from a hollow tree near the river")]
    [InlineData("the quick brown fox jumps over the lazy cat while ten old owls sit in front of a hollow tree by the river")]
    [InlineData("Count the stars in that sky")]
    public async Task Check_ShortStretchOrOtherQuestion_Clean(string user)
    {
        using var guard = new Decontamination(new DecontaminationSettings(), [await OwnAsync()]);
        Assert.Empty(guard.Check(Drops.Row(user, "ok")));
    }

    [Fact]
    public async Task Check_ShortTextOfAnItem_CountsAsAWhole()
    {
        using var guard = new Decontamination(new DecontaminationSettings(), [await SetAsync("""{"question":"x","answer":"eight small words are just enough to be found"}""")]);
        Assert.Single(guard.Check(Drops.Row("Say something", "Well: eight small words are just enough to be found, I think")));
        Assert.Empty(guard.Check(Drops.Row("Say something", "Well: eight small words are just enough to be lost, I think")));
    }

    [Fact]
    public async Task Check_TemplateOfManyItems_IsNoEvidence()
    {
        var lines = Enumerable.Range(0, 10).Select(i => $$"""{"prompt":"Read the following customer message with great care and say which department of ours should answer it: case {{i}} {{i * 31}}"}""");
        using var guard = new Decontamination(new DecontaminationSettings { Threshold = 1 }, [await SetAsync([.. lines])]);
        Assert.Empty(guard.Check(Drops.Row("Read the following customer message with great care and say which department of ours should answer it: my parcel is lost", "sales")));
    }

    [Theory]
    [InlineData("p-2")]
    [InlineData("own#2")]
    [InlineData(Passage)]
    public async Task Check_AllowedItemOrText_Clean(string allowed)
    {
        using var guard = new Decontamination(new DecontaminationSettings { Allow = [allowed] }, [await OwnAsync()]);
        Assert.Empty(guard.Check(Drops.Row("Please read: " + Passage + " and go on.", "ok")));
        Assert.NotEmpty(guard.Check(Drops.Row("Count the birds in this story", "ok")));
    }

    [Fact]
    public async Task Check_SetsOfTheirOwnThresholds_EachByItsOwn()
    {
        var settings = new DecontaminationSettings { Sets = [new EvaluationSetChoice("own", Ngram: 30, Action: DecontaminationAction.Warn), new EvaluationSetChoice("other")] };
        using var guard = new Decontamination(settings, [await OwnAsync(), await OwnAsync("other")]);
        Assert.Equal([Severity.Error], guard.Check(Drops.Row("What is it?", Passage)).Select(f => f.Severity));
        Assert.Equal([Severity.Warning, Severity.Error], guard.Check(Drops.Row("Count the birds in this story", "ok")).Select(f => f.Severity));
    }

    [Fact]
    public async Task ReadAsync_AnyShape_ItsQuestionAndTexts()
    {
        var set = await SetAsync(
            """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}""",
            """{"id":7,"instruction":"i","instances":[{"input":"n","output":"o"}]}""", "", "[]", "{", """{"other":1}""", """{"prompt":"p","completion":"c"}""");
        Assert.Equal((3, 3), (set.Items.Count, set.Unread));
        Assert.Equal(["u", "i,i\n\nn", "p"], set.Items.Select(item => string.Join(',', item.Questions)));
        Assert.Equal(["u,a", "i,n,o", "p,c"], set.Items.Select(item => string.Join(',', item.Texts)));
        Assert.Equal([(1L, null), (2L, "7"), (7L, null)], set.Items.Select(item => (item.Line, item.Id)));
    }

    private static Task<EvaluationSet> OwnAsync(string name = "own") => EvaluationSet.ReadAsync(name, Stream(
        """{"id":"q-1","instruction":"Count the birds in this story please"}""",
        $$"""{"id":"p-2","instruction":"Look at this: {{Passage}}"}"""));

    private static Task<EvaluationSet> SetAsync(params string[] lines) => EvaluationSet.ReadAsync("own", Stream(lines));

    private static MemoryStream Stream(params string[] lines) => new(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
