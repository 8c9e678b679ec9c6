using FineTune.Core.Billing;
using FineTune.Core.Models;
using FineTune.Functions.Activities.Creation;
using FineTune.Functions.Contracts.Training;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Activities.Training;

/// <summary>Creates the run's job at most once (see <see cref="PaidCreation"/>).</summary>
public sealed class CreateJob(IPaidCallLedger ledger, IModelEndpoints endpoints, TimeProvider time, ILogger<CreateJob> logger)
{
    private const string Kind = "job";

    [Function(nameof(CreateJob))]
    public async Task<CreatedJob> RunAsync([ActivityTrigger] CreateJobInput input, CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var key = LedgerKey.Of(plan.RunId, Kind, 0);
        var intent = new PaidIntent(
            plan.Lineage, key, Kind, endpoints.Describe(plan.Endpoint), input.FindOnly, "The run was cancelled before its job was created.");
        var call = new JobCreation(endpoints.GetFineTuning(plan.Endpoint), input, key);
        var result = await new PaidCreation(ledger, time, logger).RunAsync(intent, call, cancellationToken);
        return new CreatedJob(result.Id, result.RetryAt, result.Refusal);
    }
}
