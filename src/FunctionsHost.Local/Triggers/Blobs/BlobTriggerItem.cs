namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>A blob as a listing shows it.</summary>
/// <param name="Name">The path inside the container, with forward slashes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastModified">When the content was last written.</param>
/// <param name="ETag">
/// Where the listing knows it at no cost; null: asked for by <see cref="IBlobTriggerStorage.GetETagAsync"/> when needed.
/// </param>
public sealed record BlobTriggerItem(string Name, long Length, DateTimeOffset LastModified, string? ETag = null);
