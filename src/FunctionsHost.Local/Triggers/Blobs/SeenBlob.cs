namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>What the last scans saw of a blob. An unchanged length and time mean an unchanged blob, so it is not opened again.</summary>
internal sealed class SeenBlob(long length, long modifiedTicks, string? etag, long since)
{
    public long Length { get; } = length;

    public long ModifiedTicks { get; } = modifiedTicks;

    /// <summary>Known once it was asked for.</summary>
    public string? ETag { get; set; } = etag;

    /// <summary>Timestamp of the clock at which this length and time were first seen.</summary>
    public long Since { get; } = since;

    /// <summary>Seen by an earlier process in this very state, so it needs no settling.</summary>
    public bool WasSeenBefore { get; init; }

    /// <summary>Every function it matches has been told, or none matches.</summary>
    public bool IsDispatched { get; set; }

    /// <summary>The scan that listed it last.</summary>
    public int Scan { get; set; }

    public bool IsSame(BlobTriggerItem item) => Length == item.Length && ModifiedTicks == item.LastModified.UtcTicks
        && (item.ETag is null || ETag is null || item.ETag == ETag);
}
