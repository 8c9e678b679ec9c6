namespace FineTune.Core.Billing;

/// <summary>The answer to a claim.</summary>
/// <param name="ClaimedAt">When the current intent was first claimed: a look-up may be stale until some time after it.</param>
public sealed record LedgerClaim(LedgerClaimState State, string? ProviderId, DateTimeOffset ClaimedAt, DateTimeOffset LeaseUntil);
