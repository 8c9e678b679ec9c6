using FineTune.Core.Billing;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Functions.Contracts.Training;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Activities;

public sealed class CreateJobTests
{
    private static readonly CreateJobInput _input =
        new(Samples.Plan, new UploadedFiles("file-1", null, true, null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)));

    private readonly World _world = new();

    private FakeFineTuning Provider => _world.Endpoints.FineTuning;

    private DateTime LeaseEnd => _world.Now.AddMinutes(5);

    [Fact]
    public async Task RunAsync_FirstTime_CreatesAndRecords()
    {
        var created = await RunAsync();

        Assert.Equal(new CreatedJob("ftjob-1", null, null), created);
        var request = Assert.Single(Provider.Requests);
        Assert.Equal(("base-1", "file-1", Samples.Plan.Suffix, Samples.RunId), (request.Model, request.TrainingFile, request.Suffix, request.Metadata["run_id"]));
        Assert.Equal("ftjob-1", (await EntryAsync())!.ProviderId);
    }

    [Fact]
    public async Task RunAsync_Again_ReturnsTheRecordedJob()
    {
        await RunAsync();

        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
        Assert.Single(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_AnotherCopyIsAtIt_WaitsForItsLease()
    {
        await ClaimAsync();

        Assert.Equal(new CreatedJob(null, LeaseEnd, null), await RunAsync());
        Assert.Empty(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_EarlierCopyDiedAfterItsCall_FindsTheJob()
    {
        await ClaimAsync();
        Provider.Jobs.Add(Provider.Job("ftjob-lost", JobState.Running));
        _world.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("ftjob-lost", (await RunAsync()).JobId);
        Assert.Empty(Provider.Requests);
        Assert.Equal("ftjob-lost", (await EntryAsync())!.ProviderId);
    }

    [Fact]
    public async Task RunAsync_EarlierCopyDiedBeforeItsCall_CreatesOnce()
    {
        await ClaimAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
        Assert.Single(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_ReplyLostButJobCreated_FindsIt()
    {
        Provider.OnCreate = new ProviderException(ProviderErrorKind.Ambiguous, "reply lost");
        Provider.CreatedAllTheSame = true;

        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
        Assert.Single(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_ReplyLostAndListStaleForLong_NeverCreatesASecondJob()
    {
        _world.Endpoints.Info = _world.Endpoints.Info with { LookupDelay = TimeSpan.FromMinutes(30) };
        Provider.OnCreate = new ProviderException(ProviderErrorKind.Ambiguous, "reply lost");
        Provider.CreatedAllTheSame = true;
        Provider.ListIsStale = true;
        var start = _world.Now;
        CreatedJob created;

        do
        {
            created = await RunWithTimeAsync();
            Provider.ListIsStale = _world.Now - start < TimeSpan.FromMinutes(29);
            if (created.RetryAt is { } retryAt && retryAt > _world.Now)
            {
                _world.Time.Advance(retryAt - _world.Now);
                Provider.ListIsStale = _world.Now - start < TimeSpan.FromMinutes(29);
            }
        }
        while (created.RetryAt is not null);

        Assert.Equal("ftjob-1", created.JobId);
        Assert.Single(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_ReplyLostAndNothingCreated_CreatesAfterTheLease()
    {
        Provider.OnCreate = new ProviderException(ProviderErrorKind.Transient, "502");
        Assert.Equal(new CreatedJob(null, LeaseEnd, null), await RunAsync());
        Provider.OnCreate = null;

        Assert.Null((await RunAsync()).JobId);
        _world.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
        Assert.Equal(2, Provider.Requests.Count);
        Assert.Single(Provider.Jobs);
    }

    [Fact]
    public async Task RunAsync_LocalEndpointAndCopyKilled_GoesOnAfterSeconds()
    {
        _world.Endpoints.Info = _world.Endpoints.Info with { Kind = EndpointKind.Local, LookupDelay = TimeSpan.FromSeconds(1) };
        Provider.OnCreate = new ProviderException(ProviderErrorKind.Transient, "killed");

        Assert.Equal(_world.Now.AddSeconds(16), (await RunWithTimeAsync()).RetryAt!.Value, TimeSpan.FromSeconds(10));
        _world.Time.Advance(TimeSpan.FromSeconds(16));
        Provider.OnCreate = null;

        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
    }

    [Fact]
    public async Task RunAsync_NoReplyWithinTheLease_GivesTheCallUpBeforeAnotherCopyMayLook()
    {
        _world.Endpoints.Info = _world.Endpoints.Info with { LookupDelay = TimeSpan.FromMinutes(1) };
        Provider.NeverReplies = true;
        var leaseEnd = _world.Now.AddMinutes(5);

        var created = await RunWithTimeAsync();

        Assert.Equal(new CreatedJob(null, leaseEnd, null), created);
        Assert.Single(Provider.Requests);
    }

    [Theory]
    [InlineData(ProviderErrorKind.Invalid)]
    [InlineData(ProviderErrorKind.QuotaExhausted)]
    [InlineData(ProviderErrorKind.TrainingNotAvailable)]
    [InlineData(ProviderErrorKind.Unauthorized)]
    [InlineData(ProviderErrorKind.NotFound)]
    public async Task RunAsync_CertainRefusal_GivesTheClaimBackAndSaysWhy(ProviderErrorKind kind)
    {
        Provider.OnCreate = new ProviderException(kind, "no, because");
        Assert.Equal(new CreatedJob(null, null, "no, because"), await RunAsync());

        Provider.OnCreate = null;
        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
    }

    [Fact]
    public async Task RunAsync_RateLimited_ComesBackWhenTold()
    {
        Provider.OnCreate = new ProviderException(ProviderErrorKind.RateLimited, "slow down", retryAfter: TimeSpan.FromSeconds(90));
        Assert.Equal(new CreatedJob(null, _world.Now.AddSeconds(90), null), await RunAsync());

        Provider.OnCreate = null;
        Assert.Equal("ftjob-1", (await RunAsync()).JobId);
    }

    [Fact]
    public async Task RunAsync_FindOnlyBeforeAnyCall_CreatesNothing()
    {
        var created = await _world.Create.RunAsync(_input with { FindOnly = true }, default);

        Assert.Contains("cancelled", created.Refusal, StringComparison.Ordinal);
        Assert.Empty(Provider.Requests);
    }

    [Fact]
    public async Task RunAsync_FindOnlyAfterALostReply_FindsTheJobToCancel()
    {
        await ClaimAsync();
        Provider.Jobs.Add(Provider.Job("ftjob-lost", JobState.Running));
        _world.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("ftjob-lost", (await _world.Create.RunAsync(_input with { FindOnly = true }, default)).JobId);
    }

    private Task<CreatedJob> RunAsync() => _world.Create.RunAsync(_input, default);

    private async Task<CreatedJob> RunWithTimeAsync()
    {
        var running = RunAsync();
        while (!running.IsCompleted)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        return await running;
    }

    private Task<LedgerClaim> ClaimAsync() =>
        _world.Ledger.ClaimAsync(Samples.Lineage, LedgerKey.Of(Samples.RunId, "job", 0), "job", "another copy", TimeSpan.FromMinutes(5));

    private Task<LedgerEntry?> EntryAsync() => _world.Ledger.GetAsync(Samples.Lineage, LedgerKey.Of(Samples.RunId, "job", 0));
}
