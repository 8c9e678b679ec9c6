using FineTune.Core.Models;
using FineTune.Functions.Activities.Calls;
using FineTune.Functions.Contracts.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>Asks the provider to end a batch; what it has answered by then is kept. A batch that ended meanwhile stays as it is.</summary>
public sealed class CancelBatch(IModelEndpoints endpoints)
{
    [Function(nameof(CancelBatch))]
    public Task RunAsync([ActivityTrigger] PollBatchInput input, CancellationToken cancellationToken) =>
        Cancellation.UnlessEndedAsync(endpoints.GetBatches(input.Endpoint).CancelBatchAsync(input.BatchId, cancellationToken));
}
