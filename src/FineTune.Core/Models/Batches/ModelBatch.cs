namespace FineTune.Core.Models.Batches;

/// <summary>A batch as the provider reports it.</summary>
/// <param name="RawStatus">The provider's own word.</param>
/// <param name="OutputFileId">Null while there is none, and when every call failed.</param>
/// <param name="ErrorFileId">Null when no call failed; may name an empty file.</param>
/// <param name="Problems">Why the whole batch was refused.</param>
/// <param name="EndedAt">When it ended, where the provider reports it.</param>
public sealed record ModelBatch(
    string Id, BatchState State, string RawStatus, string InputFileId, string? OutputFileId, string? ErrorFileId, BatchCounts Counts,
    IReadOnlyList<BatchProblem> Problems, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>Nothing more will come.</summary>
    public bool IsOver => State is BatchState.Completed or BatchState.Failed or BatchState.Expired or BatchState.Cancelled;
}
