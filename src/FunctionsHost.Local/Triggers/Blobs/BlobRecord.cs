using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>What is kept of one blob: how it looked when it was last read, and what became of its last versions.</summary>
internal sealed record BlobRecord(string Blob, BlobSight? Sight, ImmutableArray<BlobReceipt> Receipts)
{
    /// <summary>Older versions are forgotten; one of them that comes back runs again.</summary>
    private const int VersionsKept = 20;

    public static BlobRecord New(string blob) => new(blob, null, []);

    public BlobReceipt? Find(string etag, string function) =>
        Receipts.FirstOrDefault(receipt =>
            receipt.ETag == etag && string.Equals(receipt.Function, function, StringComparison.OrdinalIgnoreCase));

    public BlobRecord With(BlobReceipt receipt)
    {
        var receipts = Find(receipt.ETag, receipt.Function) is { } old ? Receipts.Replace(old, receipt) : Receipts.Add(receipt);
        var versions = receipts.Select(one => one.ETag).Distinct().ToList();
        return this with
        {
            Receipts = versions.Count <= VersionsKept ? receipts : receipts.RemoveAll(one => one.ETag == versions[0]),
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static BlobRecord FromJson(string json) => JsonSerializer.Deserialize<BlobRecord>(json)!;
}

/// <summary>How a listing showed a blob whose content is known. An unchanged length and time mean an unchanged blob.</summary>
internal sealed record BlobSight(long Length, long ModifiedTicks, string ETag);

/// <summary>What one function has done with one version of a blob.</summary>
internal sealed record BlobReceipt(string Function, string ETag, BlobReceiptState State, int Attempts);

internal enum BlobReceiptState
{
    /// <summary>Under way, or to be tried again.</summary>
    Open,
    Done,
    GivenUp,
}
