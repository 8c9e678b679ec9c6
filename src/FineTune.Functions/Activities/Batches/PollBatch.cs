using System.Globalization;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Functions.Contracts.Batches;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>Polls a provider's batch.</summary>
public sealed class PollBatch(IModelEndpoints endpoints)
{
    [Function(nameof(PollBatch))]
    public async Task<PolledBatch> RunAsync([ActivityTrigger] PollBatchInput input, CancellationToken cancellationToken)
    {
        var (first, max) = BatchPolling.Of(endpoints.Describe(input.Endpoint));
        return await endpoints.GetBatches(input.Endpoint).GetBatchAsync(input.BatchId, cancellationToken) is { } batch
            ? new PolledBatch(batch.State, batch.RawStatus, Reason(input.Endpoint, batch), batch.Counts, batch.Problems, first, max)
            : new PolledBatch(
                BatchState.Failed, "gone", $"The provider no longer knows the batch {input.BatchId}.", new BatchCounts(0, 0, 0), [], first, max);
    }

    private static string? Reason(string endpoint, ModelBatch batch) => batch.State switch
    {
        BatchState.Failed => BatchProblems.Explain(endpoint, batch),
        BatchState.Expired => string.Create(
            CultureInfo.InvariantCulture,
            $"The batch {batch.Id} expired at the provider with {batch.Counts.Completed} of {batch.Counts.Total} calls done; those are kept."),
        BatchState.Cancelled => $"The batch {batch.Id} was cancelled at the provider.",
        _ => null,
    };
}
