namespace FineTune.Core.Storage;

/// <summary>One blob of a listing.</summary>
public sealed record BlobItem(BlobRef Blob, BlobProperties Properties);
