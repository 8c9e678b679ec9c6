using FineTune.Core.Datasets;
using FineTune.Core.Generation;
using FineTune.Core.Generation.Rounds;
using FineTune.Core.Judging;
using FineTune.Core.Lineages;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Core.Training;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Generation and judging of windows, up to the assembled increment.</summary>
public sealed class SynthesisTests
{
    private const int Valid = 20;
    private static readonly LineageSettings _settings = Samples.Settings with { Generation = new GenerationSettings { PerExample = 1.5 } };

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
    public async Task Generate_KilledAtAnyWrite_EndsInTheSameBytesAndMoney(int write)
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
        var settings = _settings with { Budget = new BudgetSettings { PerDatasetUsd = 0.0001m } };

        var progress = await world.Generate.RunAsync(world.Window(settings, Valid, 1), default);

        Assert.Contains("would pass the cap", progress.Totals.Stopped, StringComparison.Ordinal);
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
    public async Task GenerateAndJudge_PricesTooOld_StopBeforeTheFirstCallAndHoldNoMoney()
    {
        var world = await PreparedAsync();
        world.Endpoints.Age = new PriceAge(null, "too old");

        var generated = await world.Generate.RunAsync(Window(world, 1), default);
        var judged = await world.Judge.RunAsync(Window(world, 0), default);

        Assert.Equal((true, "too old"), (generated.Complete, generated.Totals.Stopped));
        Assert.Equal((true, "too old"), (judged.Complete, judged.Totals.Stopped));
        Assert.Equal(0, world.Endpoints.Models["teacher-1"].Calls + world.Endpoints.Models["judge-1"].Calls);
        Assert.Equal((0m, 0m), await MoneyAsync(world));
    }

    [Fact]
    public async Task Generate_OldPrices_GoesOn()
    {
        var world = await PreparedAsync();
        world.Endpoints.Age = new PriceAge("old", null);

        Assert.Null((await world.Generate.RunAsync(Window(world, 1), default)).Totals.Stopped);
    }

    private static async Task<(decimal Spent, decimal Reserved)> MoneyAsync(World world)
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

    [Fact]
    public async Task Assemble_WholeDrop_CountsAddUpAndRepeatingChangesNothing()
    {
        var world = await SynthesizedAsync(concurrency: 3);
        var other = await SynthesizedAsync(concurrency: 1);

        var result = await world.AssembleAsync(_settings);
        var files = new[] { "accepted.jsonl", "rejected.jsonl", "unscored.jsonl", "train.jsonl", "validation.jsonl", "retention.jsonl", "manifest.json" };
        var first = files.Select(world.Text).ToList();
        await world.AssembleAsync(_settings);
        await other.AssembleAsync(_settings);

        Assert.Null(result.Refusal);
        Assert.Equal(first, files.Select(world.Text));
        Assert.Equal(first, files.Select(other.Text));
        var manifest = (await world.Store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(Samples.Lineage, Samples.DatasetId)))!;
        Assert.Empty(manifest.Counts.Problems());
        Assert.Equal((Valid, 30), (manifest.Counts.Valid, manifest.Counts.Candidates));
        Assert.True(manifest.Counts.RejectedByJudges > 0);
        Assert.All(manifest.Files, file => Assert.Equal(file.Rows, world.Text(file.Name).Count(c => c == '\n')));
    }

    [Fact]
    public async Task Assemble_DropWithBlankAndBadLines_CountsAddUp()
    {
        var world = NewWorld(3);
        await world.ValidateAsync("\n" + Samples.Drop(12) + "\n\nbad\n" + Samples.Line(3) + "\n   \n");
        var settings = _settings with { Generation = new GenerationSettings { Enabled = false } };
        await world.Judge.RunAsync(world.Window(settings, 12, 0), default);

        await world.AssembleAsync(settings);

        var counts = (await world.Store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(Samples.Lineage, Samples.DatasetId)))!.Counts;
        Assert.Empty(counts.Problems());
        Assert.Equal((14, 4, 12, 2), (counts.Lines, counts.Blank, counts.Valid, counts.RejectedByRules));
    }

    [Fact]
    public async Task Assemble_NothingJudged_LeavesAllUnscoredWithAReason()
    {
        var world = await PreparedAsync();

        var result = await world.AssembleAsync(_settings);

        Assert.Contains("20 could not be scored", result.Refusal, StringComparison.Ordinal);
        var rows = await world.Store.ReadRowsAsync<UnscoredRow>(BlobPaths.Unscored(Samples.Lineage, Samples.DatasetId)).ToListAsync();
        Assert.All(rows, row => Assert.StartsWith("notJudged", row.Reason, StringComparison.Ordinal));
        Assert.Equal(Valid, rows.Count);
    }

    private static World NewWorld(int concurrency)
    {
        var world = new World();
        world.Endpoints.Info = world.Endpoints.Info with { MaxConcurrency = concurrency };
        world.Endpoints.Models["teacher-1"] = new FakeChat(Teachers.Answer);
        world.Endpoints.Models["judge-1"] = new FakeChat(Teachers.Judge);
        return world;
    }

    private static async Task<World> PreparedAsync(int concurrency = 3)
    {
        var world = NewWorld(concurrency);
        await world.ValidateAsync(Samples.Drop(Valid));
        return world;
    }

    private static async Task<World> SynthesizedAsync(int concurrency)
    {
        var world = await PreparedAsync(concurrency);
        await world.Judge.RunAsync(Window(world, 0), default);
        await world.Generate.RunAsync(Window(world, 1), default);
        await world.Judge.RunAsync(Window(world, 1), default);
        return world;
    }

    private static WindowInput Window(World world, int number) => world.Window(_settings, Valid, number);

    private static string[] Lines(World world, string stage, int number) =>
        world.Text($"windows/{stage}-{number:00000}.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<List<T>> ReadAsync<T>(World world, string stage, int number) => world.Store
        .ReadRowsAsync<T>(BlobPaths.Window(Samples.Lineage, Samples.DatasetId, stage, number)).ToListAsync().AsTask();

    private static async Task<decimal> SpentAsync(World world) => (await world.Account.GetAsync(Samples.Lineage, Samples.Month)).SpentUsd;
}
