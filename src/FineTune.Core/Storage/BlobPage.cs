namespace FineTune.Core.Storage;

/// <summary>One page of a listing, ordered by name (ordinal).</summary>
/// <param name="Continuation">Null on the last page.</param>
public sealed record BlobPage(IReadOnlyList<BlobItem> Items, string? Continuation);
