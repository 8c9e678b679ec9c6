namespace FineTune.Datasets.Increments;

/// <summary>Which bytes a name stood for when it was last read.</summary>
public sealed record DropIndexEntry(string Name, string ETag, string DatasetId, long Bytes, DateTimeOffset SeenAt);
