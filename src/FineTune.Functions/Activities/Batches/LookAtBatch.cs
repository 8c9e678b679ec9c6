using System.Globalization;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>Looks at a provider's batch.</summary>
public sealed class LookAtBatch(IModelEndpoints endpoints)
{
    [Function(nameof(LookAtBatch))]
    public async Task<WatchedBatch> RunAsync([ActivityTrigger] LookAtBatchInput input, CancellationToken cancellationToken)
    {
        var (first, max) = BatchPolling.Of(endpoints.Describe(input.Endpoint));
        return await endpoints.GetBatches(input.Endpoint).GetBatchAsync(input.BatchId, cancellationToken) is { } batch
            ? new WatchedBatch(batch.State, batch.RawStatus, Reason(input.Endpoint, batch), batch.Counts, batch.Problems, first, max)
            : new WatchedBatch(
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

/// <summary>A batch at an endpoint.</summary>
public sealed record LookAtBatchInput(string Endpoint, string BatchId);

/// <summary>What a look at a batch showed.</summary>
/// <param name="Reason">Why it ended without all its calls; null while it goes well.</param>
public sealed record WatchedBatch(
    BatchState State, string RawStatus, string? Reason, BatchCounts Counts, IReadOnlyList<BatchProblem> Problems, TimeSpan PollFirst, TimeSpan PollMax)
{
    /// <summary>Nothing more will come.</summary>
    public bool IsOver => State is BatchState.Completed or BatchState.Failed or BatchState.Expired or BatchState.Cancelled;
}
