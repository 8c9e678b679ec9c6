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
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(5);

    [Function(nameof(CreateJob))]
    public async Task<CreatedJob> RunAsync([ActivityTrigger] CreateJobInput input, CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var key = LedgerKey.Of(plan.RunId, Kind, 0);
        var owner = Guid.NewGuid().ToString("N");
        var claim = await ledger.ClaimAsync(plan.Lineage, key, Kind, owner, _lease, cancellationToken);
        if (claim.State == LedgerClaimState.Recorded)
        {
            return new CreatedJob(claim.ProviderId, null, null);
        }

        if (claim.State == LedgerClaimState.Held)
        {
            return new CreatedJob(null, claim.LeaseUntil.UtcDateTime, null);
        }

        var attempt = new JobCreation(endpoints.GetFineTuning(plan.Endpoint), endpoints.Describe(plan.Endpoint), time, input, key);
        var job = claim.State == LedgerClaimState.TakenOver ? await attempt.FindAsync(claim.ClaimedAt, cancellationToken) : null;
        try
        {
            job ??= await attempt.PostAsync(cancellationToken);
        }
        catch (ProviderException e) when (JobCreation.CertainlyNotCreated(e.Kind))
        {
            await ledger.ReleaseAsync(plan.Lineage, key, owner, cancellationToken);
            return Refused(e);
        }
        catch (ProviderException e)
        {
            logger.LogWarning("The reply to the job creation of run {RunId} was lost ({Kind}); looking for the job.", plan.RunId, e.Kind);
            job = await attempt.FindAsync(time.GetUtcNow(), cancellationToken);
            if (job is null)
            {
                return new CreatedJob(null, claim.LeaseUntil.UtcDateTime, null);
            }
        }

        return await ledger.RecordAsync(plan.Lineage, key, owner, job.Id, cancellationToken)
            ? new CreatedJob(job.Id, null, null)
            : new CreatedJob(null, time.GetUtcNow().UtcDateTime, null);
    }

    private CreatedJob Refused(ProviderException e) => e.Kind == ProviderErrorKind.RateLimited
        ? new CreatedJob(null, (time.GetUtcNow() + (e.RetryAfter ?? TimeSpan.FromMinutes(1))).UtcDateTime, null)
        : new CreatedJob(null, null, e.Message);
}

/// <summary>A job to create.</summary>
public sealed record CreateJobInput(RunPlan Plan, UploadedFiles Files);

/// <summary>The job; or when to try again (UTC); or why the provider refused.</summary>
public sealed record CreatedJob(string? JobId, DateTime? RetryAt, string? Refusal);
