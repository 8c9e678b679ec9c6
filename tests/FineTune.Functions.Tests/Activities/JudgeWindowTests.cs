using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Judging;
using Microsoft.Extensions.AI;
using static FineTune.Functions.Tests.Support.SmallDrop;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Judging of windows.</summary>
public sealed class JudgeWindowTests
{
    [Fact]
    public async Task Judge_GoesOnAfterAQuotaStop_BooksTheRestOnce()
    {
        var world = await PreparedAsync(concurrency: 1);
        var call = 0;
        world.Endpoints.Models["judge-1"] = new FakeChat(_ => call++ != 7
            ? FakeChat.Score(8)
            : Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.QuotaExhausted, "no money left")));
        var stopped = await world.Judge.RunAsync(Window(world, 0), default);

        var progress = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal(("no money left", 7L), (stopped.Totals.Stopped, stopped.Totals.Kept));
        Assert.Equal((null, (long)Valid), (progress.Totals.Stopped, progress.Totals.Kept));
        Assert.Equal(Valid * 200m / 1_000_000m, await SpentAsync(world));
    }

    [Theory]
    [InlineData("""{"score":11}""", "outOfRange")]
    [InlineData("""{"score":"seven"}""", "malformed")]
    [InlineData("eight out of ten", "malformed")]
    [InlineData("", "malformed")]
    public async Task Judge_UnreadableAnswer_LeavesTheRowUnscoredWithTheReason(string answer, string reason)
    {
        var world = await PreparedAsync();
        world.Endpoints.Models["judge-1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text(answer)));

        var progress = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal((Valid, 0L), ((int)progress.Totals.Unscored, progress.Totals.Kept));
        Assert.All(await ReadAsync<JudgedRow>(world, "judge", 0), row => Assert.Equal((PanelOutcome.Unscored, reason), (row.Outcome, row.Verdicts[0].Unscored)));
    }

    [Theory]
    [InlineData(ProviderErrorKind.ContentFiltered, null, "contentFilter")]
    [InlineData(ProviderErrorKind.Invalid, "context_length_exceeded", "context_length_exceeded")]
    [InlineData(ProviderErrorKind.Invalid, null, "invalid")]
    public async Task Judge_RowRefusedByTheProvider_IsUnscoredAndTheWindowGoesOn(ProviderErrorKind kind, string? code, string reason)
    {
        var world = await PreparedAsync();
        world.Endpoints.Models["judge-1"] = new FakeChat(prompt => prompt.Contains("number 7 ", StringComparison.Ordinal)
            ? Task.FromException<ChatResponse>(new ProviderException(kind, "refused", code))
            : FakeChat.Score(8));

        var progress = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal((true, 1L, Valid - 1L), (progress.Complete, progress.Totals.Unscored, progress.Totals.Kept));
        var unscored = Assert.Single(await ReadAsync<JudgedRow>(world, "judge", 0), row => row.Outcome == PanelOutcome.Unscored);
        Assert.Equal(reason, unscored.Verdicts[0].Unscored);
    }

    [Fact]
    public async Task Judge_OneCallBreaks_KeepsTheOtherVerdictsAndAsksOnlyForTheMissing()
    {
        var world = await PreparedAsync(concurrency: 4);
        var broken = true;
        world.Endpoints.Models["judge-1"] = new FakeChat(prompt => broken && prompt.Contains("number 2 ", StringComparison.Ordinal)
            ? Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.Transient, "503"))
            : FakeChat.Score(8));

        await Assert.ThrowsAsync<ProviderException>(() => world.Judge.RunAsync(Window(world, 0), default));
        broken = false;
        var asked = world.Endpoints.Models["judge-1"].Calls;
        var stored = Lines(world, "judge", 0).Length;
        var progress = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal(asked - 1, stored);
        Assert.Equal(Valid + 1, world.Endpoints.Models["judge-1"].Calls);
        Assert.Equal(Valid, progress.Totals.Kept);
    }

    [Fact]
    public async Task Judge_Repeated_PaysNothingTwice()
    {
        var world = await PreparedAsync();

        var first = await world.Judge.RunAsync(Window(world, 0), default);
        var second = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal(first, second);
        Assert.Equal(Valid, world.Endpoints.Models["judge-1"].Calls);
        Assert.Equal(first.Totals.CostUsd, await SpentAsync(world));
    }
}
