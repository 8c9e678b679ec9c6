namespace FineTune.Core.Billing;

/// <summary>One reservation. <paramref name="SpentUsd"/> is null until it is settled.</summary>
public sealed record AccountEntry(string Id, string Scope, string Role, decimal ReservedUsd, decimal? SpentUsd);
