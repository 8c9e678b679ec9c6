namespace FineTune.LocalProvider.Storage;

/// <summary>An uploaded or produced file. A deleted one stays as a marker, so that its id is never given again.</summary>
internal sealed record FileRecord(string Key, long Ordinal, long CreatedMs, string Name, string Purpose, long Bytes, string Sha256) : IStoredRecord
{
    public bool Deleted { get; init; }

    public bool InError { get; init; }

    public long? ExpiresAt { get; init; }
}
