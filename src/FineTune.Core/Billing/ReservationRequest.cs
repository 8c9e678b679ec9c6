namespace FineTune.Core.Billing;

/// <summary>A worst case to reserve.</summary>
/// <param name="Month">yyyy-MM; fixed by the orchestration, so that a repeated call books in the same month.</param>
/// <param name="Scope">The dataset or run the money is for; <paramref name="ScopeCapUsd"/> bounds all of a scope.</param>
/// <param name="Role">teacher, judge, trainer or evaluation.</param>
public sealed record ReservationRequest(
    string Lineage, string Month, string Id, string Scope, string Role, decimal AmountUsd, decimal? ScopeCapUsd, decimal? MonthCapUsd);
