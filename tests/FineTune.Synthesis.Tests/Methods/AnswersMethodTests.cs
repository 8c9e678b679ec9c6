using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Methods.Answers;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Tests.Support;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Synthesis.Tests.Methods;

public sealed class AnswersMethodTests
{
    private static readonly ModelChoice[] Four = [new("lab", "a"), new("lab", "b"), new("other", "a"), new("other", "d")];

    [Fact]
    public void Plan_TurnByTurn_ThreeTeachersAnswerEachInstructionOnce()
    {
        var state = new GenerationState(Growing.Setup(null, Growing.Seeds(5), Four));
        var asked = Enumerable.Range(0, 4).SelectMany(turn => Growing.Begin(state, GenerationMethod.Answers, turn, requests: 6, turn: turn).Waiting).ToList();
        Assert.Equal(15, asked.Count);
        Assert.All(asked.GroupBy(request => request.Task!.Id), group => Assert.Equal(["lab/a", "lab/b", "other/a"], group.Select(request => $"{request.Teacher.Endpoint}/{request.Teacher.Model}")));
        Assert.Equal(asked[0].Task!.Instruction, asked[0].Messages[1].Text);
        Assert.Contains("Be kind", asked[0].Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Rows_AllAnswersOfATaskInTheTeachersOrder()
    {
        var rows = Growing.Begin(new GenerationState(Growing.Setup(null, Growing.Seeds(5), Four)), GenerationMethod.Answers, requests: 6).Complete().Rows;
        var answers = TeacherAnswers.Of(rows, Four, id => id == rows[1].Id ? 9 : null);
        Assert.Equal(2, answers.Count);
        Assert.Equal("seed0", answers[0].TaskId);
        Assert.Equal([0, 1, 2], answers[0].Candidates.Select(candidate => candidate.Order));
        Assert.Equal(rows[1].Id, PickAnswer.Best(answers[0])!.RowId);
        Assert.Null(PickAnswer.Best(answers[1]));
        Assert.All(rows, row => Assert.Equal("Be kind", ExampleText.System(row.Example!)));
    }

    [Fact]
    public void Best_Ties_TheEarlierTeacher()
    {
        var answers = Scored(7, 9, null, 9, double.NaN);
        Assert.Equal(1, PickAnswer.Best(answers)!.Order);
        Assert.Equal([1, 3, 0], PickAnswer.Ranked(answers).Select(candidate => candidate.Order));
        Assert.Equal([(1, 0), (3, 0)], PickAnswer.Pairs(answers).Select(pair => (pair.Better.Order, pair.Worse.Order)));
        Assert.Empty(PickAnswer.Pairs(Scored(null, 5)));
        Assert.Null(PickAnswer.Best(Scored()));
    }

    [Property]
    public bool Best_AnyScores_NeverUnscoredAndNeverBeaten(byte?[] scores)
    {
        var answers = Scored([.. scores.Select(score => (double?)score)]);
        var best = PickAnswer.Best(answers);
        return best is null ? scores.All(score => score is null) : best.Score is not null && scores.All(score => score is null || score <= best.Score);
    }

    [Theory]
    [InlineData("I'm sorry, I can't help with that.", Reasons.Refusal)]
    [InlineData("As an AI language model I have no opinion.", Reasons.AsAnAi)]
    [InlineData("N/A", Reasons.NotAvailable)]
    [InlineData("No", null)]
    [InlineData("You", null)]
    public void Take_Answers_Filtered(string answer, string? reason)
    {
        var round = Growing.Begin(new GenerationState(Growing.Setup()), GenerationMethod.Answers, requests: 1).Complete(_ => answer);
        Assert.Equal(reason, Assert.Single(round.Rows).Reason);
    }

    private static TeacherAnswers Scored(params double?[] scores) =>
        new("t", [.. scores.Select((score, order) => new AnswerCandidate($"r{order}", $"lab/{order}", order, Drops.Example("q", $"a{order}"), score))]);
}
