using FineTune.Core.Billing;
using FineTune.Core.Models.Endpoints;
using FineTune.Training.Jobs;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Activities.Creation;

/// <summary>
/// Creates something paid at most once: the intent is claimed in the ledger, an earlier attempt is looked for at the provider, and
/// only then is the call made. What is not certain is looked up until the provider's list can be trusted.
/// </summary>
internal sealed class PaidCreation(IPaidCallLedger ledger, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _shortestLease = TimeSpan.FromMinutes(5);

    /// <summary>The provider of this machine answers at once or is gone: a process that was killed is not waited for by the minute.</summary>
    private static readonly TimeSpan _shortestLocalLease = TimeSpan.FromSeconds(15);

    /// <summary>No activity works longer than this on an intent.</summary>
    private static readonly TimeSpan _longestWork = TimeSpan.FromMinutes(2);

    /// <summary>No activity may pass two minutes, whatever the endpoint's setting says.</summary>
    private static readonly TimeSpan _longestLookup = TimeSpan.FromSeconds(100);

    public async Task<PaidResult> RunAsync(PaidIntent intent, IPaidCall call, CancellationToken cancellationToken)
    {
        var (lineage, key, endpoint) = (intent.Lineage, intent.Key, intent.Endpoint);
        var owner = Guid.NewGuid().ToString("N");
        var claim = await ledger.ClaimAsync(lineage, key, intent.Kind, owner, Lease(endpoint), cancellationToken);
        if (claim.State is LedgerClaimState.Recorded or LedgerClaimState.Held)
        {
            return claim.ProviderId is { } known ? new PaidResult(known, null, null) : new PaidResult(null, claim.LeaseUntil.UtcDateTime, null);
        }

        var id = claim.State == LedgerClaimState.TakenOver ? await FindAsync(call, endpoint, claim.ClaimedAt, cancellationToken) : null;
        if (id is null && intent.FindOnly)
        {
            await ledger.ReleaseAsync(lineage, key, owner, cancellationToken);
            return new PaidResult(null, null, intent.NotCreated);
        }

        try
        {
            id ??= await PostAsync(call, endpoint, claim.LeaseUntil - endpoint.LookupDelay, cancellationToken);
        }
        catch (ProviderException e) when (CertainlyNotCreated(e.Kind))
        {
            await ledger.ReleaseAsync(lineage, key, owner, cancellationToken);
            return Refused(e);
        }

        return id is null ? new PaidResult(null, claim.LeaseUntil.UtcDateTime, null)
            : await ledger.RecordAsync(lineage, key, owner, id, cancellationToken) ? new PaidResult(id, null, null)
            : new PaidResult(null, time.GetUtcNow().UtcDateTime, null);
    }

    /// <summary>Answers after which nothing can have been created.</summary>
    private static bool CertainlyNotCreated(ProviderErrorKind kind) =>
        kind is not (ProviderErrorKind.Ambiguous or ProviderErrorKind.Transient);

    /// <summary>
    /// The new id; null when the reply was lost and nothing shows up. The call is over at <paramref name="end"/>: the lease
    /// covers it, and the time after it until the provider's list can be trusted.
    /// </summary>
    private async Task<string?> PostAsync(IPaidCall call, EndpointInfo endpoint, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var left = end - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            logger.LogWarning("The lease on the creation of the {Call} is about to expire; nothing is created under it.", call.Name);
            return null;
        }

        using var late = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await call.PostAsync(either.Token);
        }
        catch (ProviderException e) when (!CertainlyNotCreated(e.Kind))
        {
            logger.LogWarning("The reply to the creation of the {Call} was lost ({Kind}); searching for it.", call.Name, e.Kind);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("The creation of the {Call} got no reply within its lease; searching for it.", call.Name);
        }

        try
        {
            return await FindAsync(call, endpoint, time.GetUtcNow(), cancellationToken);
        }
        catch (ProviderException e)
        {
            logger.LogWarning("The search for the {Call} failed ({Kind}); trying again when the lease ends.", call.Name, e.Kind);
            return null;
        }
    }

    /// <summary>What an earlier attempt created; looks until the provider's list can be trusted about a call made at <paramref name="since"/>.</summary>
    private async Task<string?> FindAsync(IPaidCall call, EndpointInfo endpoint, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var patience = endpoint.LookupDelay < _longestLookup ? endpoint.LookupDelay : _longestLookup;
        for (var find = 0; ; find++)
        {
            var id = await call.FindAsync(cancellationToken);
            if (id is not null || time.GetUtcNow() - since >= patience)
            {
                return id;
            }

            await Task.Delay(JobPolling.Next(find, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)), time, cancellationToken);
        }
    }

    /// <summary>
    /// A lease outlives the call and the time until the provider's list can be trusted about it: so a new owner needs to search only once.
    /// </summary>
    private static TimeSpan Lease(EndpointInfo endpoint)
    {
        var shortest = endpoint.Kind == EndpointKind.Local ? _shortestLocalLease : _shortestLease;
        var work = endpoint.Kind == EndpointKind.Local ? shortest : _longestWork;
        return TimeSpan.FromTicks(Math.Max(shortest.Ticks, (endpoint.LookupDelay + work).Ticks));
    }

    private PaidResult Refused(ProviderException e) => e.Kind == ProviderErrorKind.RateLimited
        ? new PaidResult(null, (time.GetUtcNow() + (e.RetryAfter ?? TimeSpan.FromMinutes(1))).UtcDateTime, null)
        : new PaidResult(null, null, e.Message);
}
