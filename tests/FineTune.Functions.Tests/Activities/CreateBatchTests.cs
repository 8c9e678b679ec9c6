using FineTune.Core.Billing;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Batches;
using FineTune.Functions.Contracts.Batches;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Tests.Activities;

public sealed class CreateBatchTests
{
    private const string Content = "{\"custom_id\":\"a\"}\n";

    private static readonly CreateBatchInput _input = new(
        Samples.Lineage, Samples.DatasetId, 0, "main",
        new BatchRequestFile(BlobPaths.Increment(Samples.Lineage, Samples.DatasetId, "batches/generate-0.jsonl"), "00112233445566aa", 1, Content.Length));

    private readonly World _world = new();

    public CreateBatchTests() => _world.Store.With(_input.File.Blob, Content);

    private FakeBatches Provider => _world.Endpoints.Batches;

    private DateTime LeaseEnd => _world.Now.AddMinutes(5);

    [Fact]
    public async Task RunAsync_FirstTime_UploadsCreatesAndRecords()
    {
        Assert.Equal(new CreatedBatch("batch-1", null, null), await RunAsync());

        Assert.Equal(("file-1", Key(_input)), Assert.Single(Provider.Requests));
        Assert.Equal(Content, Assert.Single(Provider.Files).Content);
        Assert.Equal("batch-1", (await EntryAsync())!.ProviderId);
    }

    [Fact]
    public async Task RunAsync_Again_ReturnsTheRecordedBatch_EvenWhenItsFilesAreGone()
    {
        await RunAsync();
        Provider.Files.Clear();
        await _world.Store.DeleteAsync(_input.File.Blob);

        Assert.Equal("batch-1", (await RunAsync()).BatchId);
        Assert.Single(Provider.Requests);
        Assert.Empty(Provider.Files);
    }

    [Fact]
    public async Task RunAsync_OtherOrdinalOrOtherContent_IsAnotherIntent()
    {
        await RunAsync();

        Assert.Equal("batch-2", (await RunAsync(_input with { Ordinal = 1 })).BatchId);
        Assert.Equal("batch-3", (await RunAsync(_input with { File = _input.File with { ContentId = "ffffffffffffffff" } })).BatchId);
        Assert.Equal(3, Provider.Requests.Select(request => request.LedgerKey).Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_FileNotReady_ComesBackAndUploadsOnce()
    {
        Provider.FileState = JobState.Running;
        Assert.Equal(new CreatedBatch(null, _world.Now.AddSeconds(2), null), await RunAsync());
        Assert.Empty(Provider.Requests);
        Assert.Null(await EntryAsync());

        Provider.FileState = JobState.Succeeded;
        Assert.Equal("batch-1", (await RunAsync()).BatchId);
        Assert.Single(Provider.Files);
    }

    [Fact]
    public async Task RunAsync_FileRefused_SaysSoAndCreatesNothing()
    {
        Provider.FileState = JobState.Failed;

        Assert.Contains("refused the batch file", (await RunAsync()).Refusal, StringComparison.Ordinal);
        Assert.Empty(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_AnotherCopyIsAtIt_WaitsForItsLease()
    {
        await ClaimAsync();

        Assert.Equal(new CreatedBatch(null, LeaseEnd, null), await RunAsync());
        Assert.Empty(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_EarlierCopyDiedAfterItsCall_FindsTheBatch()
    {
        await ClaimAsync();
        Provider.Batches.Add(Provider.Batch("batch-lost", BatchState.Running));
        _world.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("batch-lost", (await RunAsync()).BatchId);
        Assert.Empty(Provider.Requests);
        Assert.Equal("batch-lost", (await EntryAsync())!.ProviderId);
    }

    [Fact]
    public async Task RunAsync_EarlierCopyDiedBeforeItsCall_CreatesOnce()
    {
        await ClaimAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("batch-1", (await RunAsync()).BatchId);
        Assert.Single(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_ReplyLostButBatchCreated_FindsIt()
    {
        Provider.OnCreate = new ProviderException(ProviderErrorKind.Ambiguous, "reply lost");
        Provider.CreatedAllTheSame = true;

        Assert.Equal("batch-1", (await RunAsync()).BatchId);
        Assert.Single(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_ReplyLostAndListStale_WaitsForTheLeaseAndNeverCreatesASecond()
    {
        Provider.OnCreate = new ProviderException(ProviderErrorKind.Ambiguous, "reply lost");
        Provider.CreatedAllTheSame = true;
        Provider.ListIsStale = true;
        Assert.Equal(new CreatedBatch(null, LeaseEnd, null), await RunAsync());

        Provider.ListIsStale = false;
        _world.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("batch-1", (await RunAsync()).BatchId);
        Assert.Single(Provider.Requests);
    }

    [Theory]
    [InlineData(ProviderErrorKind.Invalid)]
    [InlineData(ProviderErrorKind.QuotaExhausted)]
    [InlineData(ProviderErrorKind.Unauthorized)]
    [InlineData(ProviderErrorKind.NotFound)]
    public async Task RunAsync_CertainRefusal_GivesTheClaimBackAndSaysWhy(ProviderErrorKind kind)
    {
        Provider.OnCreate = new ProviderException(kind, "no, because");
        Assert.Equal(new CreatedBatch(null, null, "no, because"), await RunAsync());

        Provider.OnCreate = null;
        Assert.Equal("batch-1", (await RunAsync()).BatchId);
    }

    [Fact]
    public async Task RunAsync_FindOnlyBeforeAnyCall_UploadsAndCreatesNothing()
    {
        Assert.Contains("stopped", (await RunAsync(_input with { FindOnly = true })).Refusal, StringComparison.Ordinal);
        Assert.Empty(Provider.Requests);
        Assert.Empty(Provider.Files);
    }

    [Fact]
    public async Task RunAsync_FindOnlyAfterALostReply_FindsTheBatchToCancel()
    {
        await ClaimAsync();
        Provider.Batches.Add(Provider.Batch("batch-lost", BatchState.Running));
        _world.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("batch-lost", (await RunAsync(_input with { FindOnly = true })).BatchId);
    }

    [Theory]
    [InlineData(BatchState.Running, null)]
    [InlineData(BatchState.Completed, null)]
    [InlineData(BatchState.Failed, "token_limit_exceeded in line 3")]
    [InlineData(BatchState.Expired, "2 of 4 calls done")]
    [InlineData(BatchState.Cancelled, "cancelled")]
    public async Task PollBatch_States_AreExplained(BatchState state, string? reason)
    {
        BatchProblem[] problems = state == BatchState.Failed ? [new BatchProblem("token_limit_exceeded", 3)] : [];
        Provider.Batches.Add(Provider.Batch("batch-1", state, problems));

        var watched = await new PollBatch(_world.Endpoints).RunAsync(new PollBatchInput("main", "batch-1"), default);

        Assert.Equal((state, state is not BatchState.Running), (watched.State, watched.IsOver));
        Assert.Equal(reason is null, watched.Reason is null);
        Assert.Contains(reason ?? "", watched.Reason ?? "", StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(1), watched.PollFirst);
    }

    [Fact]
    public async Task PollBatch_Unknown_IsFailedAsGone()
    {
        var watched = await new PollBatch(_world.Endpoints).RunAsync(new PollBatchInput("main", "batch-9"), default);

        Assert.Equal((BatchState.Failed, "gone"), (watched.State, watched.RawStatus));
    }

    [Fact]
    public async Task CancelBatch_EndedMeanwhile_IsNoError()
    {
        Provider.OnCancel = new ProviderException(ProviderErrorKind.Invalid, "cannot cancel");

        await new CancelBatch(_world.Endpoints).RunAsync(new PollBatchInput("main", "batch-1"), default);

        Assert.Equal(["batch-1"], Provider.Cancelled);
    }

    private static string Key(CreateBatchInput input) => LedgerKey.OfBatch(input.ScopeId, input.File.ContentId, input.Ordinal);

    private Task<CreatedBatch> RunAsync(CreateBatchInput? input = null) => _world.CreateBatch.RunAsync(input ?? _input, default);

    private Task<LedgerClaim> ClaimAsync() =>
        _world.Ledger.ClaimAsync(Samples.Lineage, Key(_input), "batch", "another copy", TimeSpan.FromMinutes(5));

    private Task<LedgerEntry?> EntryAsync() => _world.Ledger.GetAsync(Samples.Lineage, Key(_input));
}
