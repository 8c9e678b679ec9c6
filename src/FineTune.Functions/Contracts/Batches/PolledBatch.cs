using FineTune.Core.Models.Batches;

namespace FineTune.Functions.Contracts.Batches;

/// <summary>The state of a batch when it was polled.</summary>
/// <param name="Reason">Why it ended without all its calls; null while it goes well.</param>
public sealed record PolledBatch(
    BatchState State, string RawStatus, string? Reason, BatchCounts Counts, IReadOnlyList<BatchProblem> Problems, TimeSpan PollFirst, TimeSpan PollMax)
{
    /// <summary>Nothing more will come.</summary>
    public bool IsOver => State is BatchState.Completed or BatchState.Failed or BatchState.Expired or BatchState.Cancelled;
}
