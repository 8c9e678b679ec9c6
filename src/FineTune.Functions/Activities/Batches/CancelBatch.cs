using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Contracts.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>Asks the provider to end a batch; what it has answered by then is kept. A batch that ended meanwhile stays as it is.</summary>
public sealed class CancelBatch(IModelEndpoints endpoints)
{
    [Function(nameof(CancelBatch))]
    public async Task RunAsync([ActivityTrigger] PollBatchInput input, CancellationToken cancellationToken)
    {
        try
        {
            await endpoints.GetBatches(input.Endpoint).CancelBatchAsync(input.BatchId, cancellationToken);
        }
        catch (ProviderException e) when (e.Kind is ProviderErrorKind.Invalid or ProviderErrorKind.NotFound)
        {
            // The batch has ended already; the next look says how.
        }
    }
}
