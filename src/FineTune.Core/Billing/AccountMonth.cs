namespace FineTune.Core.Billing;

/// <summary>One month of a lineage's account.</summary>
public sealed record AccountMonth(string Month, IReadOnlyList<AccountEntry> Entries)
{
    public decimal SpentUsd => Entries.Sum(e => e.SpentUsd ?? 0);

    public decimal ReservedUsd => Entries.Where(e => e.SpentUsd is null).Sum(e => e.ReservedUsd);

    public decimal SpentBy(string scope) => Entries.Where(e => e.Scope == scope).Sum(e => e.SpentUsd ?? 0);

    /// <summary>What a scope has spent and reserved.</summary>
    public decimal CommittedBy(string scope) => Entries.Where(e => e.Scope == scope).Sum(e => e.SpentUsd ?? e.ReservedUsd);
}
