using FineTune.Core.Models;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Creation;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Training;

/// <summary>
/// Uploads the run's files once (their ids are remembered beside the plan, a lost reply is found by name) and says whether the
/// provider has accepted them. Uploads are free of charge.
/// </summary>
public sealed class UploadFiles(IBlobStore store, IModelEndpoints endpoints)
{
    /// <summary>A validation file of fewer rows may be refused by the provider and tells little.</summary>
    private const int MinimumValidationRows = 10;

    [Function(nameof(UploadFiles))]
    public async Task<UploadedFiles> RunAsync([ActivityTrigger] RunPlan plan, CancellationToken cancellationToken)
    {
        var service = endpoints.GetFineTuning(plan.Endpoint);
        var endpoint = endpoints.Describe(plan.Endpoint);
        var train = await EnsureAsync(service, plan, "train", cancellationToken);
        var validation = plan.Rows.Validation >= MinimumValidationRows ? await EnsureAsync(service, plan, "validation", cancellationToken) : null;
        var files = new[] { train, validation }.OfType<TrainingFile>().ToList();
        var broken = files.Find(file => file.State is JobState.Failed or JobState.Cancelled);
        return new UploadedFiles(
            train.Id, validation?.Id, files.TrueForAll(file => file.State == JobState.Succeeded),
            broken is null ? null : $"The provider refused the file '{broken.FileName}' ({broken.RawStatus}).", endpoint.PollFirst, endpoint.PollMax);
    }

    private Task<TrainingFile> EnsureAsync(IFineTuningService service, RunPlan plan, string kind, CancellationToken cancellationToken)
    {
        var blob = kind == "train" ? BlobPaths.RunTrain(plan.Lineage, plan.RunId) : BlobPaths.RunValidation(plan.Lineage, plan.RunId);
        return new UploadOnce(store).EnsureAsync(service, RunFile.Of(plan, kind), $"{plan.Lineage}-{plan.RunId}-{kind}.jsonl", blob, cancellationToken);
    }
}
