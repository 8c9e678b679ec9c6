using FineTune.Core.Billing;

namespace FineTune.Functions.Activities.Billing;

/// <summary>
/// The reservation a window draws on. A window that was settled before it was complete (a quota ended it) and is processed again gets a
/// reservation of its own for the rest, so that what it spends then is booked too and keeps to the caps.
/// </summary>
/// <param name="Baseline">What the window's rows cost before this reservation; booked already.</param>
internal sealed record WindowBudget(IAccount Account, ReservationRequest Request, decimal Baseline)
{
    /// <param name="paid">What the rows stored so far cost.</param>
    public static async Task<WindowBudget> OpenAsync(IAccount account, ReservationRequest request, decimal paid, CancellationToken cancellationToken)
    {
        var entries = (await account.GetAsync(request.Lineage, request.Month, cancellationToken)).Entries;
        decimal booked = 0;
        for (var life = 0; ; life++)
        {
            var id = life == 0 ? request.Id : $"{request.Id}-{life}";
            var entry = entries.FirstOrDefault(e => e.Id == id);
            if (entry?.SpentUsd is not { } spent)
            {
                return new WindowBudget(account, request with { Id = id }, entry is null ? paid : booked);
            }

            booked += spent;
        }
    }

    public Task<Reservation> ReserveAsync(CancellationToken cancellationToken) => Account.ReserveAsync(Request, cancellationToken);

    /// <summary>Books what the rows cost beyond what was booked before; without a reservation nothing happens.</summary>
    public Task SettleAsync(decimal total, CancellationToken cancellationToken) =>
        Account.SettleAsync(Request.Lineage, Request.Month, Request.Id, Math.Max(0, total - Baseline), cancellationToken);
}
