using FineTune.Core.Storage;

namespace FineTune.Synthesis.Batches;

/// <summary>A request file in our storage.</summary>
/// <param name="ContentId">Hash of its bytes: the batch's intent.</param>
public sealed record BatchRequestFile(BlobRef Blob, string ContentId, int Requests, long Bytes);
