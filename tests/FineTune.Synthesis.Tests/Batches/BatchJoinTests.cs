using System.Globalization;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Synthesis.Batches;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Tests.Batches;

public sealed class BatchJoinTests
{
    [Fact]
    public void Take_ShuffledMixture_EachRequestEndsOnce()
    {
        var join = new BatchJoin(["a", "b", "c", "d", "e"]);

        Assert.Equal("for d", join.Take(Answer("d"))!.Response!.Text);
        Assert.Equal(ProviderErrorKind.ContentFiltered, join.Take(Error("b", ProviderErrorKind.ContentFiltered))!.Error!.Kind);
        Assert.Null(join.Take(Error("c", ProviderErrorKind.Transient, "batch_expired")));
        Assert.Equal("a", join.Take(Answer("a"))!.CustomId);

        Assert.Equal((5, 2, 1, 0, 0), (join.Requests, join.Answered, join.Failed, join.Repeated, join.Unknown));
        Assert.Equal(["c", "e"], join.Rest);
    }

    [Fact]
    public void Take_SameIdAgain_TheFirstCounts()
    {
        var join = new BatchJoin(["a"]);
        Assert.NotNull(join.Take(Answer("a")));

        Assert.Null(join.Take(Error("a", ProviderErrorKind.Invalid)));
        Assert.Equal((1, 0, 1), (join.Answered, join.Failed, join.Repeated));
    }

    [Fact]
    public void Take_ResponseAfterAnErrorThatMayPass_IsKept()
    {
        var join = new BatchJoin(["a"]);
        join.Take(Error("a", ProviderErrorKind.Transient));

        Assert.NotNull(join.Take(Answer("a")));
        Assert.Empty(join.Rest);
    }

    [Fact]
    public void Take_UnknownOrUnreadable_IsCountedAndIgnored()
    {
        var join = new BatchJoin(["a"]);

        Assert.Null(join.Take(Answer("x")));
        Assert.Null(join.Take(Error("", ProviderErrorKind.Invalid)));
        Assert.Equal((2, 0), (join.Unknown, join.Answered));
        Assert.Equal(["a"], join.Rest);
    }

    [Theory]
    [InlineData(ProviderErrorKind.Transient, true)]
    [InlineData(ProviderErrorKind.RateLimited, true)]
    [InlineData(ProviderErrorKind.Ambiguous, true)]
    [InlineData(ProviderErrorKind.ContentFiltered, false)]
    [InlineData(ProviderErrorKind.Invalid, false)]
    [InlineData(ProviderErrorKind.NotFound, false)]
    [InlineData(ProviderErrorKind.Unauthorized, false)]
    [InlineData(ProviderErrorKind.QuotaExhausted, false)]
    public void Take_Errors_AreAskedAgainOnlyWhereTheyMayPass(ProviderErrorKind kind, bool again)
    {
        var join = new BatchJoin(["a"]);

        Assert.Equal(again, join.Take(Error("a", kind)) is null);
        Assert.Equal(again ? ["a"] : [], join.Rest);
    }

    [Property(MaxTest = 500)]
    public bool Take_AnyAnswersInAnyOrder_EveryRequestEndsExactlyOnce(byte requests, byte[] answers)
    {
        var ids = Enumerable.Range(0, requests % 20).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        var join = new BatchJoin(ids.Concat(ids.Take(3)));

        // Each byte is an answer: whose it is (of 25, so that some are unknown), and of which sort.
        var outcomes = answers
            .Select(a => (Id: (a % 25).ToString(CultureInfo.InvariantCulture), Sort: a / 25 % 3))
            .Select(a => join.Take(a.Sort == 0 ? Answer(a.Id) : Error(a.Id, a.Sort == 1 ? ProviderErrorKind.Invalid : ProviderErrorKind.Transient)))
            .OfType<BatchOutcome>().ToList();
        var ended = outcomes.Select(outcome => outcome.CustomId).Concat(join.Rest).ToList();
        return ended.Order(StringComparer.Ordinal).SequenceEqual(ids.Order(StringComparer.Ordinal))
            && join.Answered == outcomes.Count(o => o.Response is not null) && join.Failed == outcomes.Count(o => o.Error is not null)
            && join.Requests == join.Answered + join.Failed + join.Rest.Count
            && join.Unknown == answers.Count(a => a % 25 >= ids.Count);
    }

    private static BatchAnswer Answer(string id) => new(id, new ChatResponse(new ChatMessage(ChatRole.Assistant, $"for {id}")), null);

    private static BatchAnswer Error(string id, ProviderErrorKind kind, string? code = null) => new(id, null, new ProviderException(kind, "no", code));
}
