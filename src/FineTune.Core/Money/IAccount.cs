namespace FineTune.Core.Money;

/// <summary>
/// The money of a lineage, by calendar month (UTC). Each change is atomic and idempotent by the reservation's id: reserving or
/// settling again changes nothing and reports what was decided the first time.
/// </summary>
public interface IAccount
{
    /// <summary>Sets aside a worst case before anything is spent. Refused when a cap would be passed.</summary>
    Task<Reservation> ReserveAsync(ReservationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Books what was really spent and returns the rest. Without a reservation of that id nothing happens.</summary>
    Task SettleAsync(string lineage, string month, string reservationId, decimal spentUsd, CancellationToken cancellationToken = default);

    Task<AccountMonth> GetAsync(string lineage, string month, CancellationToken cancellationToken = default);
}

/// <summary>A worst case to set aside.</summary>
/// <param name="Month">yyyy-MM; fixed by the orchestration, so that a repeated call books in the same month.</param>
/// <param name="Scope">The dataset or run the money is for; <paramref name="ScopeCapUsd"/> bounds all of a scope.</param>
/// <param name="Role">teacher, judge, trainer or evaluation.</param>
public sealed record ReservationRequest(
    string Lineage, string Month, string Id, string Scope, string Role, decimal AmountUsd, decimal? ScopeCapUsd, decimal? MonthCapUsd);

/// <summary>The account's answer.</summary>
/// <param name="Reason">Why it was refused, in a sentence with the numbers; null when granted.</param>
public sealed record Reservation(bool Granted, string? Reason);
