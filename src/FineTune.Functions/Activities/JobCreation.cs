using FineTune.Core.Models;
using FineTune.Core.Training;

namespace FineTune.Functions.Activities;

/// <summary>The two halves of creating a job: making the call, and looking whether an earlier call was made.</summary>
internal sealed class JobCreation(
    IFineTuningService service, EndpointInfo endpoint, TimeProvider time, CreateJobInput input, string ledgerKey)
{
    /// <summary>No activity may pass two minutes, whatever the endpoint's setting says.</summary>
    private static readonly TimeSpan _longestLookup = TimeSpan.FromSeconds(100);

    /// <summary>Answers after which nothing can have been created.</summary>
    public static bool CertainlyNotCreated(ProviderErrorKind kind) =>
        kind is not (ProviderErrorKind.Ambiguous or ProviderErrorKind.Transient);

    public Task<TrainingJob> PostAsync(CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var metadata = new Dictionary<string, string> { ["run_id"] = plan.RunId, ["ledger_key"] = ledgerKey, ["lineage"] = plan.Lineage };
        return service.CreateJobAsync(
            new CreateJobRequest(
                plan.BaseModel, input.Files.TrainId, input.Files.ValidationId, plan.Suffix, plan.Seed, plan.Hyperparameters, metadata, plan.TrainingType),
            cancellationToken);
    }

    /// <summary>The job of an earlier attempt; looks until the provider's list can be trusted about a call made at <paramref name="since"/>.</summary>
    public async Task<TrainingJob?> FindAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var patience = endpoint.LookupDelay < _longestLookup ? endpoint.LookupDelay : _longestLookup;
        for (var look = 0; ; look++)
        {
            var job = await service.FindJobAsync(ledgerKey, input.Files.TrainId, input.Plan.Suffix, cancellationToken);
            if (job is not null || time.GetUtcNow() - since >= patience)
            {
                return job;
            }

            await Task.Delay(JobPolling.Next(look, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)), time, cancellationToken);
        }
    }
}
