using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Training;

/// <summary>Reads what a finished job gave: results.csv, checkpoints, the model to continue with.</summary>
public sealed class CollectResults(IBlobStore store, IModelEndpoints endpoints)
{
    [Function(nameof(CollectResults))]
    public async Task<RunEnd> RunAsync([ActivityTrigger] CollectInput input, CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var service = endpoints.GetFineTuning(plan.Endpoint);
        var job = await service.GetJobAsync(input.JobId, cancellationToken);
        if (job?.FineTunedModel is not { } model)
        {
            return new RunEnd(RunState.Failed, $"The job {input.JobId} succeeded, but the provider did not name a model.", input.JobId, TrainedTokens: job?.TrainedTokens);
        }

        if (job.ResultFiles is [var results, ..])
        {
            await using var content = await service.DownloadFileAsync(results, cancellationToken);
            await store.WriteAsync(BlobPaths.RunResults(plan.Lineage, plan.RunId), content, cancellationToken: cancellationToken);
        }

        var checkpoints = await service.ListCheckpointsAsync(input.JobId, cancellationToken);
        var chosen = CheckpointPolicy.Choose(checkpoints, model);
        return new RunEnd(
            RunState.Running, JobId: input.JobId, Model: chosen, TrainedTokens: job.TrainedTokens, Hyperparameters: job.Hyperparameters);
    }
}
