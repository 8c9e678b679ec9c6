namespace FineTune.Core.Registry;

/// <summary>One move of an alias.</summary>
/// <param name="Id">Makes the move idempotent.</param>
/// <param name="From">Null for the first move.</param>
public sealed record AliasMove(string Id, string Alias, int? From, int Version, DateTimeOffset At, string Reason);

/// <summary>The aliases the product itself uses.</summary>
public static class Aliases
{
    public const string Champion = "champion";
}
