using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Methods;
using FineTune.Synthesis.Methods.Pairs;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Teachers;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Synthesis.Tests.Methods;

public sealed class GenerationTests
{
    private static readonly Demonstration[] Demos =
        [new("a", "Name a bird that sings", "A blackbird", "Be kind"), new("b", "### Task\nAdd {{count}}", "### Example 9\nfine", "Be kind")];

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(50, 1, 1, 25)]
    [InlineData(101, 3, 2, 51)]
    [InlineData(10_000, 200, 4, 200)]
    public void Plan_Defaults_WindowsOfFiftyAndBoundedCandidates(long rows, int judge, int generate, int candidates)
    {
        var plan = WindowPlanner.Plan(rows, new LineageSettings());
        Assert.Equal((judge, generate, candidates), (plan.JudgeWindows, plan.GenerateWindows, plan.Candidates));
    }

    [Fact]
    public void Plan_StagesOff_NoWindows()
    {
        var off = new LineageSettings { Generation = new() { Enabled = false }, Judging = new() { JudgeDrop = false } };
        Assert.Equal(0, WindowPlanner.Plan(500, off).Windows);
        Assert.Equal(0, WindowPlanner.Plan(500, off with { Judging = new() { Enabled = false } }).Windows);
    }

    [Property]
    public bool At_AnyPlan_CoversRowsAndCandidatesOnce(ushort rows, byte perExample)
    {
        var settings = new LineageSettings { Generation = new() { PerExample = perExample / 50.0, MaxCandidates = 1000 } };
        var plan = JsonSerializer.Deserialize<SynthesisPlan>(JsonSerializer.Serialize(WindowPlanner.Plan(rows, settings), FineTuneJson.Options), FineTuneJson.Options)!;
        var windows = Enumerable.Range(0, plan.Windows).Select(plan.At).ToList();
        return Covers(windows.Where(w => w.Kind == WindowKind.Drop), rows) && Covers(windows.Where(w => w.Kind == WindowKind.Generate), plan.Candidates)
            && windows.Index().All(w => w.Item.Number == w.Index && w.Item.Count is > 0 and <= 50);
    }

    [Fact]
    public void At_OutsideThePlan_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new SynthesisPlan(1, 1, 5).At(2));

    [Fact]
    public void Build_Demonstrations_TheDocumentedForm()
    {
        var messages = SelfInstructPrompt.Build(Demos, 5);
        var user = messages[1].Text;
        Assert.StartsWith("### Example 1\nInstruction: Name a bird that sings\nResponse: A blackbird\n\n### Example 2\nInstruction:  ### Task\nAdd {{count}}\nResponse:  ### Example 9\nfine\n\n### Task\n", user, StringComparison.Ordinal);
        Assert.Contains("\nWrite 5 new examples", user, StringComparison.Ordinal);
        Assert.Contains("\"\"\"\nBe kind\n\"\"\"", messages[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("standing instruction", SelfInstructPrompt.Build([Demos[0], Demos[1] with { System = null }], 1)[0].Text, StringComparison.Ordinal);
        Assert.True(ContentId.IsValid(SelfInstructPrompt.Hash));
        Assert.Equal("object", SelfInstructPrompt.Schema.GetProperty("type").GetString());
    }

    [Fact]
    public void Sample_SameArguments_SameDemonstrationsForEver()
    {
        var pool = Enumerable.Range(0, 20).Select(i => new Demonstration($"{i}", $"i{i}", $"r{i}", null)).ToArray();
        var first = DemonstrationSampler.Sample(pool, 4, 42, 3, 1);
        Assert.Equal(first, DemonstrationSampler.Sample(pool, 4, 42, 3, 1));
        Assert.Equal(4, first.Distinct().Count());
        Assert.NotEqual(first, DemonstrationSampler.Sample(pool, 4, 42, 3, 2));
        Assert.Equal(20, DemonstrationSampler.Sample(pool, 99, 1, 0, 0).Distinct().Count());
        Assert.Empty(DemonstrationSampler.Sample([], 4, 42, 0, 0));
        var drawn = Enumerable.Range(0, 400).SelectMany(call => DemonstrationSampler.Sample(pool, 4, 42, 0, call)).CountBy(demo => demo.Id);
        Assert.All(drawn, count => Assert.InRange(count.Value, 50, 115));
    }

    [Theory]
    [InlineData("""{"examples":[{"instruction":" a ","response":"b"},{"instruction":"c","response":"d"}]}""", 2, null)]
    [InlineData("""[{"instruction":"a","response":"b"}]""", 1, null)]
    [InlineData("Sure! {see below}:\n```json\n{\"examples\":[{\"instruction\":\"a\",\"response\":\"b\"}]}\n```\nDone.", 1, null)]
    [InlineData("""{"note":{"x":[1]},"examples":[{"instruction":"a","response":"b"},]}""", 1, null)]
    [InlineData("""{"examples":[{"instruction":"a","response":"b"},{"instruction":"c","resp""", 1, "ends in the middle, after 1")]
    [InlineData("""{"examples":[{"instruction":"a","response":"b"}""", 1, "ends in the middle, after 1")]
    [InlineData("""{"examples":[{"instruction":"a","response":"b"} oops]}""", 1, "not JSON after 1")]
    [InlineData("""{"examples":[{"instruction":"a"},{"instruction":"c","response":"d"},7]}""", 1, "example 1 has no instruction")]
    [InlineData("""{"examples":[{"instruction":"\ud800","response":"b"}]}""", 0, "example 1 has no instruction")]
    [InlineData("""{"examples":[]}""", 0, "is empty")]
    [InlineData("""{"examples":"none"}""", 0, "no array")]
    [InlineData("""{"other":1}""", 0, "no array")]
    [InlineData("I cannot do that.", 0, "no array")]
    [InlineData("  ", 0, "is empty")]
    [InlineData("Two [short] ones: [{\"instruction\":\"a\",\"response\":\"b\"}]", 1, null)]
    [InlineData("{", 0, "no array")]
    public void Parse_Answers_KeepsCompletePairs(string text, int pairs, string? malformed)
    {
        var (read, problem) = SelfInstructAnswer.Parse(text);
        Assert.Equal(pairs, read.Count);
        Assert.Equal(malformed is null, problem is null);
        Assert.Contains(malformed ?? "", problem ?? "", StringComparison.Ordinal);
        Assert.All(read, pair => Assert.Equal(pair.Instruction.Trim(), pair.Instruction));
    }

    [Property(MaxTest = 300)]
    public bool Parse_CutAnywhere_NeverThrowsAndNeverInvents(byte cut)
    {
        const string Text = """{"examples":[{"instruction":"é\n1","response":"[}"},{"instruction":"2","response":"b"},{"instruction":"3","response":"\ud83d\ude00"}]}""";
        var (pairs, problem) = SelfInstructAnswer.Parse(Text[..Math.Min((int)cut, Text.Length)]);
        return pairs.Count <= 3 && (problem is null) == (cut >= Text.Length - 1)
            && pairs.Select(p => p.Instruction).SequenceEqual(new[] { "é\n1", "2", "3" }.Take(pairs.Count));
    }

    [Theory]
    [InlineData("Explain how tides work", "The moon pulls.", null)]
    [InlineData("¿Cómo funciona una marea?", "La luna.", null)]
    [InlineData("请解释潮汐是怎么形成的", "月球的引力。", null)]
    [InlineData("", "x", "empty")]
    [InlineData("Explain how tides work", " ", "empty")]
    [InlineData("Explain tides please", "x", "tooShort")]
    [InlineData("- explain how tides work", "x", "startsWithPunctuation")]
    [InlineData("Explain how tides work", "explain how tides work", "instructionEqualsResponse")]
    [InlineData("Explain how tides work:", "The moon.", "endsWithColon")]
    [InlineData("Describe the picture you see", "A cat.", "blacklist")]
    [InlineData("Write a program that sorts", "sorted()", "blacklist")]
    [InlineData("Explain how to profile code", "Measure it.", null)]
    [InlineData("Explain how tides work", "As an AI language model, I think so.", "boilerplate")]
    [InlineData("Explain how tides work", "I'm sorry, but I can't help.", "boilerplate")]
    [InlineData("Write 5 new examples of tides", "x", "promptLeak")]
    [InlineData("Explain how tides work", "[Response] ten", "promptLeak")]
    [InlineData("Explain how tides\u0007 work", "x", "controlCharacters")]
    public void Check_Candidates_NamesTheFilter(string instruction, string response, string? filter) =>
        Assert.Equal(filter, CandidateFilters.Check(new GeneratedPair(instruction, response)));

    [Fact]
    public void Check_LengthAndRepetition_NamesTheFilter()
    {
        Assert.Equal("tooLong", CandidateFilters.Check(new GeneratedPair(string.Join(' ', Enumerable.Range(0, 151)), "x")));
        Assert.Equal("repetition", CandidateFilters.Check(new GeneratedPair("Tell me a long story", string.Join(' ', Enumerable.Repeat("and then", 40)))));
        Assert.Null(CandidateFilters.Check(new GeneratedPair("Tell me a long story", string.Join(' ', Enumerable.Range(0, 80)))));
    }

    [Fact]
    public void Check_BlacklistedWordOfTheOwnersDomain_Allowed()
    {
        var pair = new GeneratedPair("How do I upload a file?", "Press upload.");
        Assert.Equal("blacklist", CandidateFilters.Check(pair));
        Assert.Null(CandidateFilters.Check(pair, [new Demonstration("d", "Where is my File?", "There", null)]));
    }

    [Fact]
    public void Choose_AnyOrder_SameSeedsSingleTurnFirst()
    {
        var rows = Enumerable.Range(0, 30).Select(i => Drops.Row($"question {i}", $"answer {i}", "sys")).ToList();
        var tools = rows[0] with { Id = "tools", Example = rows[0].Example with { Tools = JsonElement.Parse("[]") } };
        var longer = rows[0] with { Id = "long", Example = new ChatExample([new("user", "a"), new("assistant", "b"), new("user", "c"), new("assistant", "d")]) };
        var chosen = SeedPool.Choose([tools, longer, .. rows], 30, 42);
        Assert.Equal(chosen, SeedPool.Choose([.. rows.AsEnumerable().Reverse(), longer, tools], 30, 42));
        Assert.DoesNotContain(chosen, demo => demo.Id is "tools" or "long");
        Assert.Equal("long", SeedPool.Choose([longer, .. rows], 31, 42)[^1].Id);
        Assert.Equal(chosen.Take(5), SeedPool.Choose(rows, 5, 42));
        Assert.NotEqual(chosen.Take(5), SeedPool.Choose(rows, 5, 43));
        Assert.Empty(SeedPool.Choose(rows, 0, 42));
    }

    [Fact]
    public void Make_SharedSystemMessage_IsKept()
    {
        Assert.Equal(["system", "user", "assistant"], GeneratedExample.Make(new GeneratedPair(" q ", "a"), Demos).Messages.Select(turn => turn.Role));
        Assert.Equal(["user", "assistant"], GeneratedExample.Make(new GeneratedPair("q", "a"), [Demos[0], Demos[1] with { System = "Other" }]).Messages.Select(turn => turn.Role));
        Assert.Equal("q", ExampleText.Instruction(GeneratedExample.Make(new GeneratedPair(" q ", "a"), [])));
    }

    [Fact]
    public void WorstCase_CallsAndTokens_Dollars()
    {
        var price = new ModelPrice(EndpointKind.OpenAI, "m", new DateOnly(2026, 1, 1), 2m, 8m, 25m, 65_536, null, null);
        Assert.Equal((10 * 2000 * 2m / 1_000_000) + (10 * 1000 * 8m / 1_000_000), GenerationPrice.WorstCase(price, 10, 2000, 1000));
        Assert.Equal(2m * int.MaxValue * 40_000 / 1_000_000, GenerationPrice.WorstCase(price, int.MaxValue, 40_000, 0));
    }

    private static bool Covers(IEnumerable<SynthesisWindow> windows, long total)
    {
        var next = 0L;
        foreach (var window in windows)
        {
            if (window.First != next)
            {
                return false;
            }

            next += window.Count;
        }

        return next == total;
    }
}
