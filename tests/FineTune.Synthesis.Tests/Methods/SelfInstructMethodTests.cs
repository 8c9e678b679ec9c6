using FineTune.Core.Examples;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Methods.SelfInstruct;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using FineTune.Synthesis.Tests.Support;

namespace FineTune.Synthesis.Tests.Methods;

public sealed class SelfInstructMethodTests
{
    [Fact]
    public void Plan_FirstRound_EightShuffledRowsAsANumberedListAndTheAuthorsSampling()
    {
        var request = Growing.Begin(State(), GenerationMethod.SelfInstruct).Waiting[0];
        var user = request.Messages[1].Text;
        Assert.Equal(8, request.Shown.DistinctBy(shown => shown.Id).Count());
        Assert.Contains($"\n\n1. {request.Shown[0].Instruction}\n2. {request.Shown[1].Instruction}\n", user, StringComparison.Ordinal);
        Assert.Contains("the tasks 9 to 15,", user, StringComparison.Ordinal);
        Assert.DoesNotContain("Answer number", user, StringComparison.Ordinal);
        var parameters = request.Parameters;
        Assert.Equal((0.7f, 0.5f, 2f, 1024), (parameters.Temperature, parameters.TopP, parameters.PresencePenalty, parameters.MaxOutputTokens));
        Assert.Equal(["\n16.", "\n16 ."], parameters.Stop);
        Assert.Equal("self-instruct-instructions/v1", request.Prompt.Version);
        Assert.Equal(parameters.Stop, request.ToOptions().StopSequences);
    }

    [Fact]
    public void Mix_PoolOfTasks_SixAndTwoInDrawnOrder()
    {
        var seeds = Growing.Seeds(30);
        GeneratedTask[] tasks = [.. Enumerable.Range(0, 9).Select(i => new GeneratedTask($"t{i}", $"task {i}"))];
        var places = new HashSet<int>();
        for (var request = 0; request < 50; request++)
        {
            var mixed = DemonstrationSampler.Mix(seeds, tasks, 6, 2, 42, 1, request);
            Assert.Equal((8, 2), (mixed.DistinctBy(demo => demo.Id).Count(), mixed.Count(demo => demo.Id[0] == 't')));
            places.UnionWith(mixed.Index().Where(demo => demo.Item.Id[0] == 't').Select(demo => demo.Index));
        }

        Assert.Equal(Enumerable.Range(0, 8), places.Order());
        Assert.Single(DemonstrationSampler.Mix(seeds, [tasks[0]], 6, 2, 42, 0, 0), demo => demo.Id == "t0");
        Assert.Equal(8, DemonstrationSampler.Mix(seeds, [tasks[0]], 6, 2, 42, 0, 0).Count);
    }

    [Theory]
    [InlineData("9. write a   poem\n  about rain\n10 . Name it.\n11) third", "Write a poem about rain|Name it.|Third")]
    [InlineData("Sure, here they are:\n\n**9.** Do this\n10. Do that in 2016. Really", "Do this|Do that in 2016. Really")]
    [InlineData("9.\n10. Only this", "Only this")]
    [InlineData("no list at all", "")]
    [InlineData("3.5 is a number", "")]
    public void Parse_NumberedList_Instructions(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', InstructionList.Parse(text)));

    [Theory]
    [InlineData("Explain how tides work", null)]
    [InlineData("", Reasons.Empty)]
    [InlineData("Explain tides please", Reasons.TooShort)]
    [InlineData("Draw me a blue horse", Reasons.Blacklist)]
    [InlineData("Where shall we Go To eat", Reasons.Blacklist)]
    [InlineData("Explain what a filename is", null)]
    [InlineData("Describe the paragraphs of it", null)]
    [InlineData("write a program that sorts", Reasons.WriteAProgram)]
    [InlineData("(Explain how tides work)", Reasons.StartsWithPunctuation)]
    [InlineData("¿Cómo funciona una marea?", Reasons.StartsWithNonAscii)]
    [InlineData("- draw me a line", Reasons.Blacklist)]
    public void Check_Instruction_TheFirstFilterInOrder(string instruction, string? reason) => Assert.Equal(reason, InstructionFilters.Check(instruction, []));

    [Fact]
    public void Check_TheOwnersDomainAndAlpacasWords()
    {
        Demonstration[] shown = [new("a", "Éteins la lumière du file", "ok", null)];
        Assert.Null(InstructionFilters.Check("Éteins la radio du salon", shown));
        Assert.Null(InstructionFilters.Check("Where is the file of that", shown));
        Assert.Equal(Reasons.TooLong, InstructionFilters.Check(string.Join(' ', Enumerable.Repeat("word", 151)), []));
        Assert.Null(InstructionFilters.Check(string.Join(' ', Enumerable.Repeat("word", 150)), []));
        Assert.Null(InstructionFilters.Check("Name some music for dinner", []));
        Assert.Equal(Reasons.Blacklist, InstructionFilters.Check("Name some music for dinner", [], alpaca: true));
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData(" **yes**.", true)]
    [InlineData("YES", true)]
    [InlineData("No, it is not", false)]
    [InlineData("Maybe", null)]
    [InlineData("Nobody knows", null)]
    [InlineData("", null)]
    public void Parse_Classification_YesNoOrNeither(string text, bool? expected) => Assert.Equal(expected, ClassificationAnswer.Parse(text));

    [Theory]
    [InlineData("Example 1\nInput: a b\nOutput: c\nExample 2\nInput: d\nOutput:\ne\nf", "a b=>c|d=>e\nf")]
    [InlineData("**Example 1:**\n**Input:** a\n**Output:** b", "a=>b")]
    [InlineData("Output: only", "=>only")]
    [InlineData("Just an answer", "=>Just an answer")]
    [InlineData("Example 1\nInput: <noinput>\nOutput: x", "=>x")]
    [InlineData("Input: for Example 1 here\nOutput: y", "for Example 1 here=>y")]
    [InlineData("", "")]
    public void InputFirst_Answers_Instances(string text, string expected) => Assert.Equal(expected, Show(InstanceList.InputFirst(text)));

    [Theory]
    [InlineData("Class label: Good\nText: fine\nClass label: Bad\nText: awful\nreally", "Text: fine=>Good|Text: awful\nreally=>Bad")]
    [InlineData("Here:\nClass label: None", "=>None")]
    [InlineData("nothing", "")]
    public void OutputFirst_Answers_Instances(string text, string expected) => Assert.Equal(expected, Show(InstanceList.OutputFirst(text)));

    [Fact]
    public void Check_Instances_EachFilterInOrder()
    {
        TaskInstance[] instances = [new("a", "a"), new("b", ""), new("c", "see:"), new("d:", "x"), new("e", "y"), new("e", "y"), new("", "1"), new("", "2"), new("f", "z"), new("g", "cut")];
        var reasons = InstanceFilters.Check(instances, isCut: true, max: 3).Select(result => result.Reason);
        Assert.Equal(
            [Reasons.InputEqualsOutput, Reasons.EmptyOutput, Reasons.EndsWithColon, Reasons.EndsWithColon, null, Reasons.DuplicateInstance, null, null, Reasons.TooManyInstances, Reasons.CutInstance],
            reasons);
        Assert.All(InstanceFilters.Check([new("a", "1"), new("a", "2"), new("b", "3")], false, 5), result => Assert.Equal(Reasons.ConflictingInstances, result.Reason));
        Assert.Null(InstanceFilters.Check([new("a", "1"), new("a", "")], false, 5)[0].Reason);
    }

    [Fact]
    public void Take_CutAnswer_TheWholeOfItIsDropped()
    {
        var round = Growing.Begin(State(), GenerationMethod.SelfInstruct, requests: 1);
        var request = round.Waiting[0];
        round.Add(new TeacherAnswer(request.Id, AnswerEnd.Length, Growing.Answer(request)));
        Assert.Equal(CandidateOutcome.Truncated, Assert.Single(round.Rows).Outcome);
    }

    [Fact]
    public void Take_MoreThanAsked_NoCallsForTheRest()
    {
        var round = Growing.Begin(State(), GenerationMethod.SelfInstruct, requests: 1);
        var request = round.Waiting[0];
        round.Add(new TeacherAnswer(request.Id, AnswerEnd.Complete, string.Join('\n', Enumerable.Range(9, 10).Select(i => $"{i}. {Growing.Sentence($"more {i}", 9)}"))));
        Assert.Equal(7, round.Waiting.Count);
        Assert.Equal(3, round.Rows.Count(row => row.Reason == Reasons.MoreThanAsked));
    }

    [Fact]
    public void Take_ThreeSteps_ClassificationDecidesTheForm()
    {
        var round = Growing.Begin(State(), GenerationMethod.SelfInstruct, requests: 1);
        var steps = new List<string>();
        round.Complete(request =>
        {
            steps.Add(request.Step);
            return request.Step == "instructions" ? "9. Sort the words by the alphabet\n10. Say whether the mood is good" : request.Step == "classification" ? (request.Messages[1].Text.Contains("mood is good", StringComparison.Ordinal) ? "Yes" : "No") : Growing.Answer(request);
        });
        Assert.Equal(["classification", "classification", "instances.inputFirst", "instances.outputFirst", "instructions"], steps.Order());
        var good = round.Rows.First(row => row.Outcome == CandidateOutcome.Ok && row.Provenance.Step == "instances.outputFirst");
        Assert.Equal("Good", ExampleText.Response(good.Example!));
        Assert.StartsWith("Say whether the mood is good\n\nText: Tell", ExampleText.Instruction(good.Example!), StringComparison.Ordinal);
        Assert.Equal("Be kind", ExampleText.System(good.Example!));
        Assert.Equal("self-instruct-instructions/v1", good.Provenance.Task!.PromptVersion);
        Assert.Equal((0f, 1.5f), (good.Provenance.Parameters!.Temperature, good.Provenance.Parameters.PresencePenalty));
        Assert.Equal(3, Growing.Begin(State(), GenerationMethod.SelfInstruct).Waiting.Count - 1);
    }

    [Fact]
    public void Take_ClassificationOff_NobodyIsAsked()
    {
        var settings = new GenerationSettings { SelfInstruct = new() { Classification = false, InstancePresencePenalty = 0 } };
        var round = Growing.Begin(new GenerationState(Growing.Setup(settings)), GenerationMethod.SelfInstruct, requests: 1).Complete();
        Assert.DoesNotContain(round.Rows, row => row.Provenance.Step == "classification");
        Assert.Contains(round.Rows, row => row is { Outcome: CandidateOutcome.Ok, Provenance.Parameters.PresencePenalty: null });
    }

    private static GenerationState State() => new(Growing.Setup());

    private static string Show(IReadOnlyList<TaskInstance> instances) => string.Join('|', instances.Select(instance => $"{instance.Input}=>{instance.Output}"));
}
