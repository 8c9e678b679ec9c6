using FineTune.Core.Models;
using FineTune.Core.Models.Jobs;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Training;

/// <summary>Looks at a provider's job.</summary>
public sealed class LookAtJob(IModelEndpoints endpoints)
{
    [Function(nameof(LookAtJob))]
    public async Task<WatchedJob> RunAsync([ActivityTrigger] LookInput input, CancellationToken cancellationToken)
    {
        var endpoint = endpoints.Describe(input.Endpoint);
        var job = await endpoints.GetFineTuning(input.Endpoint).GetJobAsync(input.JobId, cancellationToken);
        return job is null
            ? new WatchedJob(JobState.Failed, "gone", $"The provider no longer knows the job {input.JobId}.", null, endpoint.PollFirst, endpoint.PollMax)
            : new WatchedJob(job.State, job.RawStatus, Reason(job), job.TrainedTokens, endpoint.PollFirst, endpoint.PollMax);
    }

    private static string? Reason(TrainingJob job) => job.State switch
    {
        JobState.Failed => $"The provider's job {job.Id} failed: {job.Error?.Message ?? "no reason given"}{(job.Error?.Code is { } code ? $" ({code})" : "")}.",
        JobState.Cancelled => $"The job {job.Id} was cancelled at the provider.",
        _ => null,
    };
}

/// <summary>A job at an endpoint.</summary>
public sealed record LookInput(string Endpoint, string JobId);
