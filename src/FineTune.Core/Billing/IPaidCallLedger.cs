namespace FineTune.Core.Billing;

/// <summary>
/// Intents of paid create calls. A key is claimed create-only with an owner and a lease before the call and gets the provider's id
/// after it; a second copy of the caller finds the claim or the id and never pays again.
/// </summary>
public interface IPaidCallLedger
{
    /// <summary>Claims a key. See <see cref="LedgerClaimState"/> for what to do with the answer.</summary>
    Task<LedgerClaim> ClaimAsync(string lineage, string key, string kind, string owner, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Records what the call led to. False when another owner holds the key or another id is recorded: the caller must not continue.</summary>
    Task<bool> RecordAsync(string lineage, string key, string owner, string providerId, CancellationToken cancellationToken = default);

    /// <summary>Gives a claim back after the provider certainly refused the call (nothing was created).</summary>
    Task ReleaseAsync(string lineage, string key, string owner, CancellationToken cancellationToken = default);

    Task<LedgerEntry?> GetAsync(string lineage, string key, CancellationToken cancellationToken = default);
}
