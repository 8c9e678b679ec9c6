using FineTune.Core.Models;
using FineTune.Core.Models.Jobs;
using FineTune.Functions.Contracts.Training;

namespace FineTune.Functions.Activities.Training;

/// <summary>Polls a provider's job.</summary>
public sealed class PollJob(IModelEndpoints endpoints)
{
    [Function(nameof(PollJob))]
    public async Task<PolledJob> RunAsync([ActivityTrigger] PollJobInput input, CancellationToken cancellationToken)
    {
        var endpoint = endpoints.Describe(input.Endpoint);
        var job = await endpoints.GetFineTuning(input.Endpoint).GetJobAsync(input.JobId, cancellationToken);
        return job is null
            ? new PolledJob(JobState.Failed, "gone", $"The provider no longer knows the job {input.JobId}.", null, endpoint.PollFirst, endpoint.PollMax)
            : new PolledJob(job.State, job.RawStatus, Reason(job), job.TrainedTokens, endpoint.PollFirst, endpoint.PollMax);
    }

    private static string? Reason(TrainingJob job) => job.State switch
    {
        JobState.Failed => $"The provider's job {job.Id} failed: {job.Error?.Message ?? "no reason given"}{(job.Error?.Code is { } code ? $" ({code})" : "")}.",
        JobState.Cancelled => $"The job {job.Id} was cancelled at the provider.",
        _ => null,
    };
}
