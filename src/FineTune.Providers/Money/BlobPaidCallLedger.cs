using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Providers.Storage;

namespace FineTune.Providers.Money;

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
                var fresh = new Stored(new LedgerEntry(key, kind, owner, now, now + lease, null, null), token, LedgerClaimState.Granted);
                return current switch
                {
                    null or { Entry: { Owner: null, ProviderId: null } } => (fresh, Answer(fresh, LedgerClaimState.Granted)),
                    { Entry.ProviderId: not null } => (null, Answer(current, LedgerClaimState.Recorded)),
                    _ when current.Token == token => (null, Answer(current, current.ClaimState)),
                    _ when current.Entry.LeaseUntil > now => (null, Answer(current, LedgerClaimState.Held)),
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
                { Entry.ProviderId: { } known } => (null, known == providerId),
                { Entry.Owner: var holder } when holder != owner => (null, false),
                _ => (current with { Entry = current.Entry with { ProviderId = providerId, RecordedAt = time.GetUtcNow() } }, true),
            },
            cancellationToken);
    }

    public async Task ReleaseAsync(string lineage, string key, string owner, CancellationToken cancellationToken = default) =>
        await _updater.UpdateAsync<Stored, bool>(
            Blob(lineage, key),
            current => current is { Entry: { ProviderId: null, Owner: { } holder } } && holder == owner
                ? (current with { Entry = current.Entry with { Owner = null, LeaseUntil = time.GetUtcNow() } }, true)
                : (null, false),
            cancellationToken);

    public async Task<LedgerEntry?> GetAsync(string lineage, string key, CancellationToken cancellationToken = default) =>
        (await store.ReadJsonAsync<Stored>(Blob(lineage, key), cancellationToken))?.Entry;

    private static (Stored? Next, LedgerClaim Result) TakeOver(Stored current, string owner, DateTimeOffset leaseUntil, string token)
    {
        var next = new Stored(current.Entry with { Owner = owner, LeaseUntil = leaseUntil }, token, LedgerClaimState.TakenOver);
        return (next, Answer(next, LedgerClaimState.TakenOver));
    }

    private static LedgerClaim Answer(Stored stored, LedgerClaimState state) =>
        new(state, stored.Entry.ProviderId, stored.Entry.ClaimedAt, stored.Entry.LeaseUntil);

    private static BlobRef Blob(string lineage, string key)
    {
        Lineage.Check(lineage);
        return key.Length is > 0 and <= 128 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? BlobPaths.LedgerEntry(lineage, key)
            : throw new ArgumentException("A ledger key is 1 to 128 letters, digits, '-' and '_'.", nameof(key));
    }

    private sealed record Stored(LedgerEntry Entry, string Token, LedgerClaimState ClaimState);
}
