namespace FineTune.Core.Billing;

/// <summary>One intent.</summary>
public sealed record LedgerEntry(
    string Key, string Kind, string? Owner, DateTimeOffset ClaimedAt, DateTimeOffset LeaseUntil, string? ProviderId, DateTimeOffset? RecordedAt);
