using FineTune.Core.Billing;
using FineTune.Core.Lineages;
using FineTune.Core.Storage;

namespace FineTune.Storage.Billing;

/// <summary>One small blob per intent; claims, records and releases are conditional writes of it.</summary>
public sealed class BlobPaidCallLedger(IBlobStore store, TimeProvider time) : IPaidCallLedger
{
    private readonly JsonBlobUpdater _updater = new(store);

    public Task<LedgerClaim> ClaimAsync(
        string lineage, string key, string kind, string owner, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);

        // Tells this very claim from another copy's under the same owner name, when the reply to the write is lost and it is sent again.
        var token = Guid.NewGuid().ToString("N");
        return _updater.UpdateAsync<Stored, LedgerClaim>(
            Blob(lineage, key),
            current =>
            {
                var now = time.GetUtcNow();
                var fresh = new Stored(key, kind, owner, now, now + lease, null, null, token, LedgerClaimState.Granted);
                return current switch
                {
                    null or { Owner: null, ProviderId: null } => (fresh, fresh.Answer(LedgerClaimState.Granted)),
                    { ProviderId: not null } => (null, current.Answer(LedgerClaimState.Recorded)),
                    _ when current.Token == token => (null, current.Answer(current.ClaimState)),
                    _ when current.LeaseUntil > now => (null, current.Answer(LedgerClaimState.Held)),
                    _ => TakeOver(current, owner, now + lease, token),
                };
            },
            cancellationToken);
    }

    public Task<bool> RecordAsync(
        string lineage, string key, string owner, string providerId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(providerId);
        return _updater.UpdateAsync<Stored, bool>(
            Blob(lineage, key),
            current => current switch
            {
                null => (null, false),
                { ProviderId: { } known } => (null, known == providerId),
                { Owner: var holder } when holder != owner => (null, false),
                _ => (current with { ProviderId = providerId, RecordedAt = time.GetUtcNow() }, true),
            },
            cancellationToken);
    }

    public async Task ReleaseAsync(string lineage, string key, string owner, CancellationToken cancellationToken = default) =>
        await _updater.UpdateAsync<Stored, bool>(
            Blob(lineage, key),
            current => current is { ProviderId: null, Owner: { } holder } && holder == owner
                ? (current with { Owner = null, LeaseUntil = time.GetUtcNow() }, true)
                : (null, false),
            cancellationToken);

    public async Task<LedgerEntry?> GetAsync(string lineage, string key, CancellationToken cancellationToken = default) =>
        (await store.ReadJsonAsync<Stored>(Blob(lineage, key), cancellationToken))?.Entry();

    private static (Stored? Next, LedgerClaim Result) TakeOver(Stored current, string owner, DateTimeOffset leaseUntil, string token)
    {
        var next = current with { Owner = owner, LeaseUntil = leaseUntil, Token = token, ClaimState = LedgerClaimState.TakenOver };
        return (next, next.Answer(LedgerClaimState.TakenOver));
    }

    private static BlobRef Blob(string lineage, string key)
    {
        LineageName.Require(lineage);
        return key.Length is > 0 and <= 128 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? BlobPaths.LedgerEntry(lineage, key)
            : throw new ArgumentException("A ledger key must be 1 to 128 letters, digits, '-' and '_'.", nameof(key));
    }

    /// <summary>The blob: the entry's fields, and which claim wrote it with what answer.</summary>
    private sealed record Stored(
        string Key, string Kind, string? Owner, DateTimeOffset ClaimedAt, DateTimeOffset LeaseUntil, string? ProviderId, DateTimeOffset? RecordedAt,
        string Token, LedgerClaimState ClaimState)
    {
        public LedgerEntry Entry() => new(Key, Kind, Owner, ClaimedAt, LeaseUntil, ProviderId, RecordedAt);

        public LedgerClaim Answer(LedgerClaimState state) => new(state, ProviderId, ClaimedAt, LeaseUntil);
    }
}
