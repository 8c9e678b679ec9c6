using FineTune.Core.Billing;
using FineTune.Core.Storage;
using FineTune.Storage.Billing;
using FineTune.Storage.Folders;
using FineTune.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Storage.Tests.Billing;

public sealed class BlobPaidCallLedgerTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBlobStore _store = new();
    private readonly BlobPaidCallLedger _ledger;

    public BlobPaidCallLedgerTests() => _ledger = new BlobPaidCallLedger(_store, _time);

    [Fact]
    public async Task Claim_First_IsGrantedWithALease()
    {
        var claim = await ClaimAsync("a");

        Assert.Equal(new LedgerClaim(LedgerClaimState.Granted, null, _time.GetUtcNow(), _time.GetUtcNow() + Lease), claim);
        var entry = await _ledger.GetAsync("support", "key1");
        Assert.Equal(new LedgerEntry("key1", "job", "a", _time.GetUtcNow(), _time.GetUtcNow() + Lease, null, null), entry);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task Claim_WhileTheLeaseRuns_IsHeldForEverybody(string second)
    {
        await ClaimAsync("a");
        _time.Advance(Lease - TimeSpan.FromSeconds(1));

        Assert.Equal(LedgerClaimState.Held, (await ClaimAsync(second)).State);
        Assert.Equal("a", (await _ledger.GetAsync("support", "key1"))!.Owner);
    }

    [Fact]
    public async Task Claim_AfterTheLease_TakesOverAndKeepsTheFirstClaimsTime()
    {
        var first = await ClaimAsync("a");
        _time.Advance(Lease);

        var second = await ClaimAsync("b");

        Assert.Equal(LedgerClaimState.TakenOver, second.State);
        Assert.Equal(first.ClaimedAt, second.ClaimedAt);
        Assert.Equal(_time.GetUtcNow() + Lease, second.LeaseUntil);
        Assert.False(await _ledger.RecordAsync("support", "key1", "a", "ftjob-late"));
        Assert.True(await _ledger.RecordAsync("support", "key1", "b", "ftjob-1"));
    }

    [Fact]
    public async Task Claim_AfterARecord_GivesTheId()
    {
        await ClaimAsync("a");
        await _ledger.RecordAsync("support", "key1", "a", "ftjob-1");
        _time.Advance(TimeSpan.FromDays(1));

        var claim = await ClaimAsync("b");

        Assert.Equal(LedgerClaimState.Recorded, claim.State);
        Assert.Equal("ftjob-1", claim.ProviderId);
    }

    [Fact]
    public async Task Record_Again_IsTrueForTheSameIdOnly()
    {
        await ClaimAsync("a");

        Assert.True(await _ledger.RecordAsync("support", "key1", "a", "ftjob-1"));
        Assert.True(await _ledger.RecordAsync("support", "key1", "a", "ftjob-1"));
        Assert.True(await _ledger.RecordAsync("support", "key1", "b", "ftjob-1"));
        Assert.False(await _ledger.RecordAsync("support", "key1", "a", "ftjob-2"));
        Assert.Equal("ftjob-1", (await _ledger.GetAsync("support", "key1"))!.ProviderId);
    }

    [Fact]
    public async Task Record_WithoutAClaim_IsRefused() =>
        Assert.False(await _ledger.RecordAsync("support", "key1", "a", "ftjob-1"));

    [Fact]
    public async Task Record_AfterTheLeaseByTheSameOwner_Counts()
    {
        await ClaimAsync("a");
        _time.Advance(Lease * 2);

        Assert.True(await _ledger.RecordAsync("support", "key1", "a", "ftjob-1"));
    }

    [Fact]
    public async Task Release_ByTheOwner_LetsTheNextStartAfresh()
    {
        await ClaimAsync("a");
        await _ledger.ReleaseAsync("support", "key1", "stranger");
        Assert.Equal(LedgerClaimState.Held, (await ClaimAsync("b")).State);

        await _ledger.ReleaseAsync("support", "key1", "a");
        _time.Advance(TimeSpan.FromSeconds(1));

        var claim = await ClaimAsync("b");
        Assert.Equal(LedgerClaimState.Granted, claim.State);
        Assert.Equal(_time.GetUtcNow(), claim.ClaimedAt);
    }

    [Fact]
    public async Task Release_AfterARecord_ChangesNothing()
    {
        await ClaimAsync("a");
        await _ledger.RecordAsync("support", "key1", "a", "ftjob-1");
        await _ledger.ReleaseAsync("support", "key1", "a");

        Assert.Equal(LedgerClaimState.Recorded, (await ClaimAsync("b")).State);
    }

    [Fact]
    public async Task Claim_LostReplyToTheWrite_IsStillOurs()
    {
        var lossy = new LossyStore(_store);
        var claim = await new BlobPaidCallLedger(lossy, _time).ClaimAsync("support", "key1", "job", "a", Lease);

        Assert.Equal(LedgerClaimState.Granted, claim.State);
        Assert.Equal(1, lossy.Lost);
    }

    [Fact]
    public async Task Claim_ManyAtOnceInTwoProcesses_OneIsGranted()
    {
        using var folder = new TempFolder();
        BlobPaidCallLedger[] ledgers = [.. Enumerable.Range(0, 4).Select(_ => new BlobPaidCallLedger(new FolderBlobStore(folder.Path), _time))];

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Task.Run(() => ledgers[i % 4].ClaimAsync("support", "key1", "job", $"owner{i}", Lease))));
        _time.Advance(Lease);
        var takeOvers = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Task.Run(() => ledgers[i % 4].ClaimAsync("support", "key1", "job", $"late{i}", Lease))));

        Assert.Single(claims, c => c.State == LedgerClaimState.Granted);
        Assert.Equal(15, claims.Count(c => c.State == LedgerClaimState.Held));
        Assert.Single(takeOvers, c => c.State == LedgerClaimState.TakenOver);
    }

    [Theory]
    [InlineData("Support", "key1")]
    [InlineData("support", "../key")]
    [InlineData("support", "")]
    public async Task AnyCall_NameThatIsNone_IsRefused(string lineage, string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _ledger.ClaimAsync(lineage, key, "job", "a", Lease));

    private Task<LedgerClaim> ClaimAsync(string owner) => _ledger.ClaimAsync("support", "key1", "job", owner, Lease);

    /// <summary>Writes, and says that the condition did not hold: what a client sees that sends a write again after a lost reply.</summary>
    private sealed class LossyStore(IBlobStore inner) : IBlobStore
    {
        public int Lost { get; private set; }

        public async Task<BlobProperties?> WriteAsync(
            BlobRef blob, Stream content, WriteCondition condition = default, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
        {
            var written = await inner.WriteAsync(blob, content, condition, metadata, cancellationToken);
            return Lost++ == 0 ? null : written;
        }

        public Task<BlobProperties?> GetPropertiesAsync(BlobRef blob, CancellationToken cancellationToken = default) => inner.GetPropertiesAsync(blob, cancellationToken);

        public Task<BlobDownload?> OpenReadAsync(BlobRef blob, long offset = 0, long? count = null, string? ifMatch = null, CancellationToken cancellationToken = default) =>
            inner.OpenReadAsync(blob, offset, count, ifMatch, cancellationToken);

        public Task<bool> AppendAsync(BlobRef blob, ReadOnlyMemory<byte> content, long position, CancellationToken cancellationToken = default) =>
            inner.AppendAsync(blob, content, position, cancellationToken);

        public Task StageBlockAsync(BlobRef blob, int ordinal, Stream content, CancellationToken cancellationToken = default) =>
            inner.StageBlockAsync(blob, ordinal, content, cancellationToken);

        public Task<BlobProperties> CommitBlocksAsync(BlobRef blob, int count, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
            inner.CommitBlocksAsync(blob, count, metadata, cancellationToken);

        public Task<BlobPage> ListPageAsync(string container, string prefix, int pageSize = 1000, string? continuation = null, CancellationToken cancellationToken = default) =>
            inner.ListPageAsync(container, prefix, pageSize, continuation, cancellationToken);

        public Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancellationToken = default) => inner.DeleteAsync(blob, cancellationToken);
    }
}
