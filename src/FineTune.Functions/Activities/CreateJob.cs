using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Training;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Activities;

/// <summary>
/// Creates the run's job at most once: the intent is claimed in the ledger, an earlier attempt is looked for at the provider, and
/// only then is the call made. What is not certain is looked up until the provider's list can be trusted.
/// </summary>
public sealed class CreateJob(IPaidCallLedger ledger, IModelEndpoints endpoints, TimeProvider time, ILogger<CreateJob> logger)
{
    private const string Kind = "job";
    private static readonly TimeSpan _shortestLease = TimeSpan.FromMinutes(5);

    /// <summary>The provider of this machine answers at once or is gone: a process that was killed is not waited for by the minute.</summary>
    private static readonly TimeSpan _shortestLocalLease = TimeSpan.FromSeconds(15);

    /// <summary>No activity works longer than this on an intent.</summary>
    private static readonly TimeSpan _longestWork = TimeSpan.FromMinutes(2);

    [Function(nameof(CreateJob))]
    public async Task<CreatedJob> RunAsync([ActivityTrigger] CreateJobInput input, CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var key = LedgerKey.Of(plan.RunId, Kind, 0);
        var owner = Guid.NewGuid().ToString("N");
        var endpoint = endpoints.Describe(plan.Endpoint);
        var claim = await ledger.ClaimAsync(plan.Lineage, key, Kind, owner, Lease(endpoint), cancellationToken);
        if (claim.State is LedgerClaimState.Recorded or LedgerClaimState.Held)
        {
            return claim.ProviderId is { } known ? new CreatedJob(known, null, null) : new CreatedJob(null, claim.LeaseUntil.UtcDateTime, null);
        }

        var attempt = new JobCreation(endpoints.GetFineTuning(plan.Endpoint), endpoint, time, input, key);
        var job = claim.State == LedgerClaimState.TakenOver ? await attempt.FindAsync(claim.ClaimedAt, cancellationToken) : null;
        if (job is null && input.LookOnly)
        {
            await ledger.ReleaseAsync(plan.Lineage, key, owner, cancellationToken);
            return new CreatedJob(null, null, "The run was cancelled before its job was created.");
        }

        try
        {
            job ??= await PostAsync(attempt, plan, claim.LeaseUntil - endpoint.LookupDelay, cancellationToken);
        }
        catch (ProviderException e) when (JobCreation.CertainlyNotCreated(e.Kind))
        {
            await ledger.ReleaseAsync(plan.Lineage, key, owner, cancellationToken);
            return Refused(e);
        }

        return job is null ? new CreatedJob(null, claim.LeaseUntil.UtcDateTime, null)
            : await ledger.RecordAsync(plan.Lineage, key, owner, job.Id, cancellationToken) ? new CreatedJob(job.Id, null, null)
            : new CreatedJob(null, time.GetUtcNow().UtcDateTime, null);
    }

    /// <summary>
    /// The new job; null when the reply was lost and the job does not show up. The call is over at <paramref name="end"/>: the lease
    /// covers it, and the time after it until the provider's list can be trusted.
    /// </summary>
    private async Task<TrainingJob?> PostAsync(JobCreation attempt, RunPlan plan, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var left = end - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            logger.LogWarning("The lease on the job creation of run {RunId} is nearly over; nothing is created under it.", plan.RunId);
            return null;
        }

        using var late = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await attempt.PostAsync(either.Token);
        }
        catch (ProviderException e) when (!JobCreation.CertainlyNotCreated(e.Kind))
        {
            logger.LogWarning("The reply to the job creation of run {RunId} was lost ({Kind}); looking for the job.", plan.RunId, e.Kind);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("The job creation of run {RunId} got no reply within its lease; looking for the job.", plan.RunId);
        }

        try
        {
            return await attempt.FindAsync(time.GetUtcNow(), cancellationToken);
        }
        catch (ProviderException e)
        {
            logger.LogWarning("The job of run {RunId} could not be looked for ({Kind}); trying again when the lease ends.", plan.RunId, e.Kind);
            return null;
        }
    }

    /// <summary>
    /// A lease outlives the call and the time until the provider's list can be trusted about it: whoever takes over looks once and knows.
    /// </summary>
    private static TimeSpan Lease(EndpointInfo endpoint)
    {
        var shortest = endpoint.Kind == EndpointKind.Local ? _shortestLocalLease : _shortestLease;
        var work = endpoint.Kind == EndpointKind.Local ? shortest : _longestWork;
        return TimeSpan.FromTicks(Math.Max(shortest.Ticks, (endpoint.LookupDelay + work).Ticks));
    }

    private CreatedJob Refused(ProviderException e) => e.Kind == ProviderErrorKind.RateLimited
        ? new CreatedJob(null, (time.GetUtcNow() + (e.RetryAfter ?? TimeSpan.FromMinutes(1))).UtcDateTime, null)
        : new CreatedJob(null, null, e.Message);
}

/// <summary>A job to create.</summary>
/// <param name="LookOnly">The run was cancelled: find what an earlier attempt created, create nothing.</param>
public sealed record CreateJobInput(RunPlan Plan, UploadedFiles Files, bool LookOnly = false);

/// <summary>The job; or when to try again (UTC); or why the provider refused.</summary>
public sealed record CreatedJob(string? JobId, DateTime? RetryAt, string? Refusal);
