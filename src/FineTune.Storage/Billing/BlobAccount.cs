using System.Globalization;
using FineTune.Core.Billing;
using FineTune.Core.Lineages;
using FineTune.Core.Storage;

namespace FineTune.Storage.Billing;

/// <summary>One blob per lineage and month; each change is one conditional write.</summary>
public sealed class BlobAccount(IBlobStore store) : IAccount
{
    private readonly JsonBlobUpdater _updater = new(store);

    /// <remarks>A refusal leaves no entry: asking again after a cap was raised, or money came back, may be granted.</remarks>
    public Task<Reservation> ReserveAsync(ReservationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.AmountUsd, nameof(request));
        return _updater.UpdateAsync<AccountMonth, Reservation>(
            Blob(request.Lineage, request.Month),
            current =>
            {
                var month = current ?? new AccountMonth(request.Month, []);
                if (month.Entries.Any(e => e.Id == request.Id))
                {
                    return (null, new Reservation(true, null));
                }

                if (Refuse(month, request) is { } reason)
                {
                    return (null, new Reservation(false, reason));
                }

                var entry = new AccountEntry(request.Id, request.Scope, request.Role, request.AmountUsd, null);
                return (month with { Entries = [.. month.Entries, entry] }, new Reservation(true, null));
            },
            cancellationToken);
    }

    public async Task SettleAsync(
        string lineage, string month, string reservationId, decimal spentUsd, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spentUsd);
        await _updater.UpdateAsync<AccountMonth, bool>(
            Blob(lineage, month),
            current => current?.Entries.Any(e => e.Id == reservationId && e.SpentUsd is null) is true
                ? (current with { Entries = [.. current.Entries.Select(e => e.Id == reservationId ? e with { SpentUsd = spentUsd } : e)] }, true)
                : (null, false),
            cancellationToken);
    }

    public async Task<AccountMonth> GetAsync(string lineage, string month, CancellationToken cancellationToken = default) =>
        await store.ReadJsonAsync<AccountMonth>(Blob(lineage, month), cancellationToken) ?? new AccountMonth(month, []);

    private static string? Refuse(AccountMonth month, ReservationRequest request)
    {
        var inScope = month.CommittedBy(request.Scope);
        if (request.ScopeCapUsd is { } scopeCap && inScope + request.AmountUsd > scopeCap)
        {
            return Sentence($"the cap of {request.Scope}", scopeCap, inScope, request);
        }

        var inMonth = month.SpentUsd + month.ReservedUsd;
        return request.MonthCapUsd is { } monthCap && inMonth + request.AmountUsd > monthCap
            ? Sentence($"the cap of lineage {request.Lineage} for {request.Month}", monthCap, inMonth, request)
            : null;
    }

    private static string Sentence(string cap, decimal limit, decimal committed, ReservationRequest request) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Role}: {request.AmountUsd:0.00##} USD more would exceed {cap}: {committed:0.00##} of {limit:0.00##} USD are spent or reserved. Raise the budget in the lineage's settings, or wait until reservations are released.");

    private static BlobRef Blob(string lineage, string month)
    {
        LineageName.Require(lineage);
        return DateTime.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? BlobPaths.Account(lineage, month)
            : throw new ArgumentException($"'{month}' is not a month. Use yyyy-MM.", nameof(month));
    }
}
