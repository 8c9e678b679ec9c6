using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Contracts.Training;

namespace FineTune.Functions.Activities.Training;

/// <summary>Asks the provider to cancel a job. A job that ended meanwhile stays as it is.</summary>
public sealed class CancelJob(IModelEndpoints endpoints)
{
    [Function(nameof(CancelJob))]
    public async Task RunAsync([ActivityTrigger] PollJobInput input, CancellationToken cancellationToken)
    {
        try
        {
            await endpoints.GetFineTuning(input.Endpoint).CancelJobAsync(input.JobId, cancellationToken);
        }
        catch (ProviderException e) when (e.Kind is ProviderErrorKind.Invalid or ProviderErrorKind.NotFound)
        {
            // The job has ended already; the next look says how.
        }
    }
}
