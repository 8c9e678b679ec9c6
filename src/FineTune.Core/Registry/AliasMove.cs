namespace FineTune.Core.Registry;

/// <summary>One move of an alias.</summary>
/// <param name="Id">Makes the move idempotent.</param>
/// <param name="From">Null for the first move.</param>
public sealed record AliasMove(string Id, string Alias, int? From, int Version, DateTimeOffset At, string Reason);
