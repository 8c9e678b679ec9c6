using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Teachers;
using Microsoft.Extensions.AI;
using static FineTune.Functions.Tests.Support.SmallDrop;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Generation of windows.</summary>
public sealed class GenerateWindowTests
{
    [Fact]
    public async Task Generate_AnyConcurrency_GivesTheSameBytes()
    {
        var slow = await PreparedAsync(concurrency: 1);
        var fast = await PreparedAsync(concurrency: 6);

        await slow.Generate.RunAsync(Window(slow, 1), default);
        await fast.Generate.RunAsync(Window(fast, 1), default);

        Assert.Equal(30, Lines(slow, "generate", 1).Length);
        Assert.Equal(slow.Text("windows/generate-00001.jsonl"), fast.Text("windows/generate-00001.jsonl"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Generate_CallFails_KeepsWhatWasPaidAndEndsInTheSameBytes(int failing)
    {
        var whole = await PreparedAsync(concurrency: 1);
        await whole.Generate.RunAsync(Window(whole, 1), default);
        var world = await PreparedAsync(concurrency: 1);
        var call = 0;
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt => call++ == failing
            ? Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.Transient, "503"))
            : Teachers.Answer(prompt));

        var first = await world.Generate.RunAsync(Window(world, 1), default);
        var stored = await ReadAsync<StoredCall>(world, "calls", 1);
        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal((false, true), (first.Complete, progress.Complete));
        Assert.Equal((5, 1), (stored.Count(row => row.Answer is not null), stored.Count(row => row.Answer is null)));
        Assert.Equal(7, world.Endpoints.Models["teacher-1"].Calls);
        Assert.Equal(whole.Text("windows/generate-00001.jsonl"), world.Text("windows/generate-00001.jsonl"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Generate_KilledAtAnyWrite_EndsInTheSameBytesAndCost(int write)
    {
        var whole = await PreparedAsync();
        await whole.Generate.RunAsync(Window(whole, 1), default);
        var world = await PreparedAsync();

        world.DieAtWrite(write);
        await Record.ExceptionAsync(() => world.Generate.RunAsync(Window(world, 1), default));
        world.Revive();
        await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal(whole.Text("windows/generate-00001.jsonl"), world.Text("windows/generate-00001.jsonl"));
        Assert.Equal(await SpentAsync(whole), await SpentAsync(world));
    }

    [Fact]
    public async Task Generate_Complete_SettlesWhatItsRowsCost()
    {
        var world = await PreparedAsync();

        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        var month = await world.Account.GetAsync(Samples.Lineage, Samples.Month);
        var entry = Assert.Single(month.Entries);
        Assert.Equal(6 * (100m + (2 * 50m)) / 1_000_000m, entry.SpentUsd);
        Assert.Equal(entry.SpentUsd, progress.Totals.CostUsd);
        Assert.True(entry.SpentUsd <= entry.ReservedUsd);
        Assert.Equal(0, month.ReservedUsd);
    }

    [Fact]
    public async Task Generate_BudgetTooSmall_StopsBeforeTheFirstCall()
    {
        var world = await PreparedAsync();
        var settings = Settings with { Budget = new BudgetSettings { PerDatasetUsd = 0.0001m } };

        var progress = await world.Generate.RunAsync(world.Window(settings, Valid, 1), default);

        Assert.Contains("would exceed the cap", progress.Totals.Stopped, StringComparison.Ordinal);
        Assert.Equal(0, world.Endpoints.Models["teacher-1"].Calls);
    }

    [Fact]
    public async Task Generate_PaidModelWithoutPrice_IsRefusedWithTheSetting()
    {
        var world = await PreparedAsync();
        world.Endpoints.Price = null;

        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Contains("Prices__Path", progress.Totals.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAndJudge_PricesTooOld_StopBeforeTheFirstCallAndReserveNothing()
    {
        var world = await PreparedAsync();
        world.Endpoints.Age = new PriceAge(null, "too old");

        var generated = await world.Generate.RunAsync(Window(world, 1), default);
        var judged = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal((true, "too old"), (generated.Complete, generated.Totals.Stopped));
        Assert.Equal((true, "too old"), (judged.Complete, judged.Totals.Stopped));
        Assert.Equal(0, world.Endpoints.Models["teacher-1"].Calls + world.Endpoints.Models["judge-1"].Calls);
        Assert.Equal((0m, 0m), await AccountAsync(world));
    }

    [Fact]
    public async Task Generate_OldPrices_GoesOn()
    {
        var world = await PreparedAsync();
        world.Endpoints.Age = new PriceAge("old", null);

        Assert.Null((await world.Generate.RunAsync(Window(world, 1), default)).Totals.Stopped);
    }

    private static async Task<(decimal Spent, decimal Reserved)> AccountAsync(World world)
    {
        var month = await world.Account.GetAsync(Samples.Lineage, Samples.Month);
        return (month.SpentUsd, month.ReservedUsd);
    }

    [Fact]
    public async Task Generate_QuotaUsedUp_StopsAndKeepsEarlierAnswers()
    {
        var world = await PreparedAsync(concurrency: 1);
        var call = 0;
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt => call++ < 2
            ? Teachers.Answer(prompt)
            : Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.QuotaExhausted, "no money left")));

        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal((true, "no money left", 10L), (progress.Complete, progress.Totals.Stopped, progress.Totals.Generated));
        Assert.Equal(3, call);
    }

    [Theory]
    [InlineData("2026-05")]
    [InlineData("2026-06")]
    public async Task Generate_GoesOnAfterAQuotaStop_BooksTheRestOnce(string month)
    {
        var world = await PreparedAsync(concurrency: 1);
        var call = 0;
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt => call++ != 2
            ? Teachers.Answer(prompt)
            : Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.QuotaExhausted, "no money left")));
        await world.Generate.RunAsync(Window(world, 1), default);

        var again = Window(world, 1) with { Month = month };
        var progress = await world.Generate.RunAsync(again, default);
        await world.Generate.RunAsync(again, default);

        var (may, june) = (await world.Account.GetAsync(Samples.Lineage, "2026-05"), await world.Account.GetAsync(Samples.Lineage, "2026-06"));
        Assert.Equal(progress.Totals.CostUsd, may.SpentUsd + june.SpentUsd);
        Assert.Equal(6 * 200m / 1_000_000m, progress.Totals.CostUsd);
        Assert.Equal(0, may.ReservedUsd + june.ReservedUsd);
    }

    [Fact]
    public async Task Generate_UselessAnswers_LeaveOneNoteEach()
    {
        var world = await PreparedAsync(concurrency: 1);
        var call = 0;
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt => call++ switch
        {
            0 or 6 => Task.FromResult(FakeChat.Text("I would rather not.")),
            1 => Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.ContentFiltered, "filtered")),
            2 or 7 => Task.FromResult(FakeChat.Text("")),
            _ => Teachers.Answer(prompt),
        });

        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        var rows = await ReadAsync<GeneratedRow>(world, "generate", 1);
        Assert.Equal([CandidateOutcome.Malformed, CandidateOutcome.Refused, CandidateOutcome.Malformed], rows.Take(3).Select(row => row.Outcome));
        Assert.Equal(15, progress.Totals.Generated);
    }

    [Fact]
    public async Task Generate_TornTail_GoesOnAfterTheLastWholeAnswer()
    {
        var world = await PreparedAsync(concurrency: 1);
        await world.Generate.RunAsync(Window(world, 1), default);
        var whole = world.Text("windows/generate-00001.jsonl");
        var lines = world.Text("windows/calls-00001.jsonl").Split('\n');
        world.Store.With(BlobPaths.Window(Samples.Lineage, Samples.DatasetId, "calls", 1), string.Join('\n', lines.Take(2)) + "\n" + lines[2][..40]);
        var before = world.Endpoints.Models["teacher-1"].Calls;

        await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal(before + 4, world.Endpoints.Models["teacher-1"].Calls);
        Assert.Equal(whole, world.Text("windows/generate-00001.jsonl"));
    }

    [Fact]
    public async Task Generate_UnreadableAnswer_IsAskedForOnceMoreAndBothArePaid()
    {
        var world = await PreparedAsync(concurrency: 1);
        var call = 0;
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt => call++ == 0 ? Task.FromResult(FakeChat.Text("1, 2, 3")) : Teachers.Answer(prompt));

        var progress = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal((7, 30L), (call, progress.Totals.Generated));
        Assert.Equal(7 * 200m / 1_000_000m, progress.Totals.CostUsd);
    }

    [Fact]
    public async Task Generate_OneCallFailsInEveryPass_EndsAsANamedFailure()
    {
        var world = await PreparedAsync(concurrency: 1);
        var first = "";
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt =>
        {
            first = first.Length == 0 ? prompt : first;
            return prompt == first ? Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.Transient, "503", "overloaded")) : Teachers.Answer(prompt);
        });

        var pass = await world.Generate.RunAsync(Window(world, 1), default);
        await Assert.ThrowsAsync<ProviderException>(() => world.Generate.RunAsync(Window(world, 1), default));
        var last = await world.Generate.RunAsync(Window(world, 1), default);

        Assert.Equal((false, true, 25L), (pass.Complete, last.Complete, last.Totals.Generated));
        Assert.Single(await ReadAsync<GeneratedRow>(world, "generate", 1), row => row.Outcome == CandidateOutcome.Failed);
        Assert.Equal("overloaded", (await ReadAsync<StoredCall>(world, "calls", 1))[^1].Reason);
    }

    [Fact]
    public async Task Generate_NoCallGetsThrough_FailsWithoutAMark()
    {
        var world = await PreparedAsync(concurrency: 2);
        world.Endpoints.Models["teacher-1"] = new FakeChat(_ => Task.FromException<ChatResponse>(new ProviderException(ProviderErrorKind.Transient, "503")));

        await Assert.ThrowsAsync<ProviderException>(() => world.Generate.RunAsync(Window(world, 1), default));

        Assert.Empty(await ReadAsync<StoredCall>(world, "calls", 1));
    }
}
