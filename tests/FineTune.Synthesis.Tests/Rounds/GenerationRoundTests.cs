using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Statistics;
using FineTune.Synthesis.Teachers;
using FineTune.Synthesis.Tests.Support;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Synthesis.Tests.Rounds;

public sealed class GenerationRoundTests
{
    private static readonly ModelChoice[] Three = [new("lab", "teacher-a"), new("lab", "teacher-b"), new("other", "teacher-a")];

    public static TheoryData<GenerationMethod> Methods => [.. Enum.GetValues<GenerationMethod>()];

    [Property(MaxTest = 40)]
    public bool Complete_AnyOrderAndConcurrency_TheSameRowsPoolAndStatistics(byte order, byte atOnce)
    {
        var expected = Grow(order: 0, atOnce: int.MaxValue);
        var found = Grow(order, 1 + (atOnce % 7));
        return expected == found;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Complete_EachMethod_MakesRowsWithTheirWholeOrigin(GenerationMethod method)
    {
        var state = State();
        var round = Growing.Begin(state, method).Complete();
        var kept = round.Rows.Where(row => row.Outcome == CandidateOutcome.Ok).ToList();
        Assert.NotEmpty(kept);
        Assert.Equal(round.Rows.Count, round.Rows.DistinctBy(row => row.Id).Count());
        Assert.All(kept, row =>
        {
            Assert.Equal(MethodMix.Of(method).Name, row.Provenance.Method);
            Assert.NotNull(row.Provenance.Parameters?.Temperature);
            Assert.StartsWith("resp-0/", row.Provenance.RequestId, StringComparison.Ordinal);
            Assert.True(ContentId.IsValid(row.Provenance.PromptHash));
            Assert.NotEmpty(row.Provenance.Seeds);
            Assert.NotNull(row.Task);
            Assert.True(row.Tokens > 0);
        });
        Assert.Equal(round.Rows.Count(row => row.Usage is not null), round.Rows.Select(row => row.Provenance.RequestId).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Restore_StoredRowsAndHalfTheAnswers_GoesOnAsIfNothingHappened(GenerationMethod method)
    {
        var state = State();
        var first = Growing.Begin(state, method).Complete();
        var second = Growing.Begin(state, method, round: 1, turn: 1).Complete();

        var rows = JsonSerializer.Deserialize<List<GeneratedRow>>(JsonSerializer.Serialize(first.Rows, FineTuneJson.Options), FineTuneJson.Options)!;
        var again = State();
        again.Restore(rows);
        var resumed = Growing.Begin(again, method, round: 1, turn: 1);
        resumed.Restore(resumed.Waiting.Where((_, index) => index % 2 == 0).Select(request => new TeacherAnswer(request.Id, AnswerEnd.Complete, Growing.Answer(request), new(10, 5, 0.01m), $"resp-{request.Id}")));
        Assert.Equal(Json(second.Rows), Json(resumed.Complete().Rows));
        Assert.Equal(state.Known, again.Known);
    }

    [Fact]
    public void Plan_AnswersOfTheSameRound_ChangeNoPrompt()
    {
        var state = State();
        var round = Growing.Begin(state, GenerationMethod.SelfInstruct);
        var before = round.Waiting.Select(request => request.Messages[1].Text).ToList();
        Assert.Equal(before, Growing.Begin(State(), GenerationMethod.SelfInstruct).Waiting.Select(request => request.Messages[1].Text));
        round.Complete();
        var after = Growing.Begin(state, GenerationMethod.SelfInstruct, round: 1).Waiting;
        Assert.All(after, request => Assert.Equal(2, request.Shown.Count(shown => !shown.Id.StartsWith("seed", StringComparison.Ordinal) && !shown.Id.StartsWith("talk", StringComparison.Ordinal))));
    }

    [Fact]
    public void Add_StrangeAndRepeatedAnswers_AreLeftAlone()
    {
        var round = Growing.Begin(State(), GenerationMethod.Pairs, requests: 2);
        var request = round.Waiting[0];
        round.Add(new TeacherAnswer("9/9", AnswerEnd.Complete, "x"));
        round.Add(new TeacherAnswer(request.Id, AnswerEnd.Complete, Growing.Answer(request)));
        round.Add(new TeacherAnswer(request.Id, AnswerEnd.Refused, ""));
        Assert.Single(round.Waiting);
        Assert.Empty(round.Rows);
        round.Complete();
        Assert.DoesNotContain(round.Rows, row => row.Outcome == CandidateOutcome.Refused);
    }

    [Theory]
    [InlineData(AnswerEnd.ContentFilter, CandidateOutcome.Refused, "content_filter")]
    [InlineData(AnswerEnd.Refused, CandidateOutcome.Refused, "refused")]
    [InlineData(AnswerEnd.Failed, CandidateOutcome.Failed, "the provider gave no answer")]
    public void Add_AnswersThatGaveNothing_AreOutcomesOfTheirOwn(AnswerEnd end, CandidateOutcome outcome, string reason)
    {
        var round = Growing.Begin(State(), GenerationMethod.Alpaca, requests: 1);
        round.Add(new TeacherAnswer(round.Waiting[0].Id, end, "", new(1, 0, 0.5m)));
        var row = Assert.Single(round.Rows);
        Assert.Equal((outcome, reason, 0.5m), (row.Outcome, row.Reason, row.Usage!.PriceUsd));
        Assert.True(round.IsComplete);
    }

    [Fact]
    public void Close_InTheMiddle_KeepsWhatIsThereAndItsTasks()
    {
        var state = State();
        var round = Growing.Begin(state, GenerationMethod.SelfInstruct, requests: 2);
        var request = round.Waiting[0];
        round.Add(new TeacherAnswer(request.Id, AnswerEnd.Complete, Growing.Answer(request)));
        Assert.Empty(round.Rows);
        round.Close();
        Assert.True(round.IsComplete);
        Assert.Contains(round.Rows, row => row is { Outcome: CandidateOutcome.Asked, Task: not null });
        var again = State();
        again.Restore(round.Rows);
        Assert.Equal(state.Pool.Tasks, again.Pool.Tasks);
        Assert.NotEmpty(again.Pool.Tasks);
    }

    [Fact]
    public void Of_Rows_CountsKeptTasksFiltersAndNotes()
    {
        var statistics = Assert.Single(GenerationTally.Of(Growing.Begin(State(), GenerationMethod.SelfInstruct, requests: 2).Complete().Rows).Methods);
        Assert.Equal("self-instruct", statistics.Method);
        Assert.Equal(2, statistics.Filtered[Reasons.Blacklist]);
        Assert.True(statistics.Filtered[Reasons.NotNovel] >= 4);
        Assert.True(statistics.Filtered[Reasons.InputEqualsOutput] > 0);
        Assert.True(statistics.Tasks > 0 && statistics.Kept >= statistics.Tasks);
        Assert.InRange(statistics.MeanSimilarity!.Value, 0.01, 0.5);
        Assert.Empty(statistics.Unanswered);
    }

    [Fact]
    public void Rounds_Shares_EachMethodHasItsPartAtAnyTime()
    {
        var plan = MethodMix.Rounds([new(GenerationMethod.Pairs, 3), new(GenerationMethod.Alpaca, 1), new(GenerationMethod.Answers, 0)], 40);
        Assert.Equal(30, plan.Count(round => round.Method == GenerationMethod.Pairs));
        Assert.Equal(10, plan.Count(round => round.Method == GenerationMethod.Alpaca));
        Assert.Equal(Enumerable.Range(0, 10), plan.Where(round => round.Method == GenerationMethod.Alpaca).Select(round => round.Turn));
        Assert.All(Enumerable.Range(1, 40), n => Assert.InRange(plan.Take(n).Count(round => round.Method == GenerationMethod.Alpaca), (n / 4.0) - 1, (n / 4.0) + 1));
        Assert.Empty(MethodMix.Rounds([], 5));
    }

    [Theory]
    [InlineData(GenerationMethod.SelfInstruct, 7, "needs at least 8 rows")]
    [InlineData(GenerationMethod.Alpaca, 2, "needs at least 3 rows")]
    [InlineData(GenerationMethod.EvolInstruct, 0, "needs at least 1 rows")]
    [InlineData(GenerationMethod.Answers, 0, "needs at least 1 rows")]
    [InlineData(GenerationMethod.Pairs, 0, "needs at least 1 rows")]
    [InlineData(GenerationMethod.SupportDialogues, 12, "conversations with Summary and Specific information")]
    public void Refuse_TooFewSeeds_SaysWhatIsNeeded(GenerationMethod method, int seeds, string reason)
    {
        var settings = new GenerationSettings { Methods = [new(method)] };
        Assert.Contains(reason, MethodMix.Refuse(Growing.Setup(settings, Growing.Seeds(seeds))), StringComparison.Ordinal);
        Assert.Null(MethodMix.Refuse(Growing.Setup(settings, [.. Growing.Seeds(12), .. Enumerable.Range(0, 3).Select(Growing.Support)])));
        Assert.Contains("$.models.teacher", MethodMix.Refuse(Growing.Setup(settings) with { Teachers = [] }), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Most_AnyMethod_BoundsWhatARoundAsks(GenerationMethod method)
    {
        var state = State();
        var cost = MethodMix.Of(method).Most(state.Setup);
        var asked = new List<TeacherRequest>();
        Growing.Begin(state, method, requests: 4).Complete(request =>
        {
            asked.Add(request);
            return request.Step == "instructions" ? string.Join('\n', Enumerable.Range(9, 40).Select(i => $"{i}. {Growing.Sentence($"{request.Id} {i}", 9)}")) : Growing.Answer(request);
        });
        var first = asked.Count(request => request.TaskFrom is null);
        var tokens = new WordTokenCounter();
        Assert.InRange(asked.Count, 1, first * cost.Calls);
        Assert.InRange(asked.Sum(request => (long)request.Parameters.MaxOutputTokens!.Value), 1, first * cost.OutputTokens);
        Assert.InRange(asked.Sum(request => request.Messages.Sum(message => (long)tokens.Count("m", message.Text))), 1, first * cost.InputTokens);
        Assert.True(cost.Candidates > 0);
    }

    [Fact]
    public void AskAgain_UnreadableAnswer_ShowsTheProblemAndNotAllOfTheAnswer()
    {
        var request = Growing.Begin(State(), GenerationMethod.Alpaca).Waiting[0];
        var messages = request.AskAgain(new string('x', 5_000), MethodMix.Of(GenerationMethod.Alpaca).Problem(request, "xxx")!);
        Assert.Equal(request.Messages.Count + 2, messages.Count);
        Assert.Equal(2_000, messages[^2].Text.Length);
        Assert.Contains("numbered fields Instruction, Input and Output", messages[^1].Text, StringComparison.Ordinal);
    }

    private static GenerationState State() => new(Growing.Setup(null, [.. Growing.Seeds(12), .. Enumerable.Range(0, 4).Select(Growing.Support)], Three));

    /// <summary>Six rounds, one of each method, and all there is to know of them.</summary>
    private static string Grow(int order, int atOnce)
    {
        var state = State();
        var rows = new List<GeneratedRow>();
        foreach (var (number, method) in Enum.GetValues<GenerationMethod>().Index())
        {
            rows.AddRange(Growing.Begin(state, method, round: number).Complete(atOnce: atOnce, order: order + number).Rows);
        }

        return Json(rows) + Json(state.Pool.Tasks) + Json(GenerationTally.Of(rows));
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, FineTuneJson.Options);
}
