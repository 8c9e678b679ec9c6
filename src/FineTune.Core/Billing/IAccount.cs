namespace FineTune.Core.Billing;

/// <summary>
/// The money of a lineage, by calendar month (UTC). Each change is atomic and idempotent by the reservation's id: reserving or
/// settling again changes nothing and reports what was decided the first time.
/// </summary>
public interface IAccount
{
    /// <summary>Sets aside a worst case before anything is spent. Refused when a cap would be passed.</summary>
    Task<Reservation> ReserveAsync(ReservationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Records the actual cost and returns the rest. Without a reservation of that id nothing happens.</summary>
    Task SettleAsync(string lineage, string month, string reservationId, decimal spentUsd, CancellationToken cancellationToken = default);

    Task<AccountMonth> GetAsync(string lineage, string month, CancellationToken cancellationToken = default);
}
