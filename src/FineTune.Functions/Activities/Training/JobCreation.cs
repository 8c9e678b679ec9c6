using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Creation;
using FineTune.Functions.Contracts.Training;

namespace FineTune.Functions.Activities.Training;

/// <summary>The paid call of a run.</summary>
internal sealed class JobCreation(IFineTuningService service, CreateJobInput input, string ledgerKey) : IPaidCall
{
    public string Name => $"job of run {input.Plan.RunId}";

    public async Task<string> PostAsync(CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var metadata = new Dictionary<string, string> { ["run_id"] = plan.RunId, ["ledger_key"] = ledgerKey, ["lineage"] = plan.Lineage };
        var job = await service.CreateJobAsync(
            new CreateJobRequest(
                plan.BaseModel, input.Files.TrainId, input.Files.ValidationId, plan.Suffix, plan.Seed, plan.Hyperparameters, metadata, plan.TrainingType),
            cancellationToken);
        return job.Id;
    }

    public async Task<string?> FindAsync(CancellationToken cancellationToken) =>
        (await service.FindJobAsync(ledgerKey, input.Files.TrainId, input.Plan.Suffix, cancellationToken))?.Id;
}
