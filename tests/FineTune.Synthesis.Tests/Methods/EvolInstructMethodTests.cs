using FineTune.Core.Examples;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Methods.Evolve;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Tests.Support;

namespace FineTune.Synthesis.Tests.Methods;

public sealed class EvolInstructMethodTests
{
    private const string Original = "Explain how tides work to a child";

    [Fact]
    public void Plan_ManyRequests_EveryMoveAndEveryRowOnce()
    {
        var requests = Growing.Begin(new GenerationState(Growing.Setup(null, Growing.Seeds(40))), GenerationMethod.EvolInstruct, requests: 40).Waiting;
        Assert.Equal(40, requests.DistinctBy(request => request.Task!.Id).Count());
        var moves = requests.CountBy(request => request.Step).ToDictionary();
        Assert.Equal(["evolve.breadth", "evolve.concretise", "evolve.constraints", "evolve.deepen", "evolve.reasoning"], moves.Keys.Order());
        Assert.All(moves.Values, count => Assert.InRange(count, 2, 18));
        var deepen = requests.First(request => request.Step == "evolve.deepen");
        Assert.Equal("evolve-deepen/v1", deepen.Prompt.Version);
        Assert.Contains("Add 10 to 20 words", deepen.Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains($"-----\n{deepen.Task!.Instruction}\n-----", deepen.Messages[1].Text, StringComparison.Ordinal);
        Assert.Equal(5, requests.DistinctBy(request => request.Prompt.Hash).Count());
    }

    [Fact]
    public void Plan_InBreadthOff_FourMoves()
    {
        var settings = new GenerationSettings { EvolInstruct = new() { InBreadth = false } };
        Assert.DoesNotContain(Growing.Begin(new GenerationState(Growing.Setup(settings)), GenerationMethod.EvolInstruct, requests: 12).Waiting, request => request.Step == "evolve.breadth");
    }

    [Fact]
    public void Complete_RoundAfterRound_EvolvesEachFirstAndNoDeeperThanItsRounds()
    {
        var settings = new GenerationSettings { EvolInstruct = new() { Rounds = 2, InBreadth = false } };
        var state = new GenerationState(Growing.Setup(settings, Growing.Seeds(3)));
        var rows = new List<GeneratedRow>();
        for (var number = 0; number < 6; number++)
        {
            rows.AddRange(Growing.Begin(state, GenerationMethod.EvolInstruct, number, requests: 3).Complete().Rows);
        }

        var tasks = state.Pool.Tasks;
        Assert.Equal(["seed0", "seed1", "seed2"], tasks.Take(3).Select(task => task.Parent!).Order());
        Assert.Contains(tasks, task => task.Depth == 2);
        Assert.DoesNotContain(tasks, task => task.Depth > 2);
        var kept = rows.First(row => row.Outcome == CandidateOutcome.Ok);
        Assert.Equal(("answer", "evol-instruct"), (kept.Provenance.Step, kept.Provenance.Method));
        Assert.StartsWith("evolve.", kept.Provenance.Task!.Step, StringComparison.Ordinal);
        Assert.Equal("Be kind", ExampleText.System(kept.Example!));
    }

    [Theory]
    [InlineData("Explain how tides work to a child, and compare a place with high tides to one that has hardly any", EvolMove.Deepen, null)]
    [InlineData("", EvolMove.Deepen, Reasons.Empty)]
    [InlineData("explain how tides work to a child!", EvolMove.Constraints, Reasons.NoInformationGain)]
    [InlineData("Explain how the tides work to a child", EvolMove.Constraints, null)]
    [InlineData("Explain how tides work for a child", EvolMove.Constraints, Reasons.NoInformationGain)]
    [InlineData("#Rewritten Prompt#: Explain how tides work in great detail to a small child", EvolMove.Deepen, Reasons.PromptLeak)]
    [InlineData("Make the given prompt about tides longer by some more words for the child", EvolMove.Deepen, Reasons.PromptLeak)]
    [InlineData("Name the moons", EvolMove.Deepen, Reasons.TooShort)]
    [InlineData("Draw the moons of Jupiter", EvolMove.Breadth, Reasons.Blacklist)]
    [InlineData("Name the moons of Jupiter", EvolMove.Breadth, null)]
    public void CheckInstruction_Evolutions_NamesWhatFailed(string evolved, EvolMove move, string? reason) =>
        Assert.Equal(reason, EvolElimination.CheckInstruction(Original, evolved, move, []));

    [Fact]
    public void CheckInstruction_TableOrCodeLost_Dropped()
    {
        const string Table = "Sum up this table\n| a | b |\n| 1 | 2 |";
        const string Longer = " and say which of the columns grows faster and why that is so";
        Assert.Equal(Reasons.DroppedTableOrCode, EvolElimination.CheckInstruction(Table, "Sum up the table with a and b" + Longer, EvolMove.Deepen, []));
        Assert.Null(EvolElimination.CheckInstruction(Table, Table + Longer, EvolMove.Deepen, []));
        Assert.Equal(Reasons.DroppedTableOrCode, EvolElimination.CheckInstruction("Mend this\n```\nx = 1\n```", "Mend the code that assigns one to x" + Longer, EvolMove.Deepen, []));
        Assert.Equal(Reasons.TooLong, EvolElimination.CheckInstruction(Original, string.Join(' ', Enumerable.Range(0, 1_001)), EvolMove.Deepen, []));
    }

    [Theory]
    [InlineData("The moon pulls the sea.", null)]
    [InlineData("Yes", null)]
    [InlineData("  ", Reasons.EmptyOutput)]
    [InlineData("I'm sorry, but that is beyond me.", Reasons.Refusal)]
    [InlineData("It is what it is, and so on...", Reasons.StopWordsOnly)]
    [InlineData("?!", Reasons.StopWordsOnly)]
    [InlineData("42", null)]
    [InlineData("Луна", null)]
    [InlineData("#Given Prompt# is about tides", Reasons.PromptLeak)]
    public void CheckAnswer_Answers_NamesWhatFailed(string answer, string? reason) => Assert.Equal(reason, AnswerFilters.Check(answer));

    [Fact]
    public void CheckAnswer_LongAnswerThatIsSorry_Kept() =>
        Assert.Null(AnswerFilters.Check("I am sorry for the delay. " + string.Join(' ', Enumerable.Range(0, 80).Select(i => $"word{i}"))));
}
