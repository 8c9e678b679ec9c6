using FineTune.Core.Models;
using FineTune.Functions.Activities.Calls;
using FineTune.Functions.Contracts.Training;

namespace FineTune.Functions.Activities.Training;

/// <summary>Asks the provider to cancel a job. A job that ended meanwhile stays as it is.</summary>
public sealed class CancelJob(IModelEndpoints endpoints)
{
    [Function(nameof(CancelJob))]
    public Task RunAsync([ActivityTrigger] PollJobInput input, CancellationToken cancellationToken) =>
        Cancellation.UnlessEndedAsync(endpoints.GetFineTuning(input.Endpoint).CancelJobAsync(input.JobId, cancellationToken));
}
