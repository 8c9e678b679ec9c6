using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FineTune.Core.Storage;
using BlobItem = FineTune.Core.Storage.BlobItem;
using BlobProperties = FineTune.Core.Storage.BlobProperties;

namespace FineTune.Storage.AzureBlobs;

/// <summary>
/// Blobs in an Azure Storage account. What is appended to becomes an append blob, everything else a block blob; conditions are the service's own ETag conditions.
/// </summary>
public sealed class AzureBlobStore(BlobServiceClient service) : IBlobStore
{
    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly ConcurrentDictionary<string, bool> _containers = new(StringComparer.Ordinal);

    public async Task<BlobProperties?> GetPropertiesAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        try
        {
            var p = (await Client(blob).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return new BlobProperties(Plain(p.ETag), p.ContentLength, p.LastModified, Metadata(p.Metadata));
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    public async Task<BlobDownload?> OpenReadAsync(
        BlobRef blob, long offset = 0, long? count = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        if (count == 0)
        {
            return await OpenEmptyAsync(blob, ifMatch, cancellationToken);
        }

        try
        {
            var options = new BlobDownloadOptions
            {
                Range = offset == 0 && count is null ? default : new HttpRange(offset, count),
                Conditions = ifMatch is null ? null : new BlobRequestConditions { IfMatch = Quoted(ifMatch) },
            };
            var result = (await Client(blob).DownloadStreamingAsync(options, cancellationToken)).Value;
            var etag = Plain(result.Details.ETag);
            return new BlobDownload(
                new PinnedBlobStream(result.Content, blob, etag),
                new BlobProperties(etag, TotalLength(result.Details), result.Details.LastModified, Metadata(result.Details.Metadata)));
        }
        catch (RequestFailedException error) when (error.Status == 412)
        {
            throw new BlobChangedException(blob, ifMatch!);
        }
        catch (RequestFailedException error) when (error.Status == 416)
        {
            return await OpenEmptyAsync(blob, ifMatch, cancellationToken);
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    public async Task<BlobProperties?> WriteAsync(
        BlobRef blob, Stream content, WriteCondition condition = default,
        IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        BlobNames.CheckMetadata(metadata);
        var client = await ClientForWriteAsync(blob, cancellationToken);
        var counted = new CountingStream(content);
        var options = new BlobUploadOptions
        {
            Metadata = metadata?.ToDictionary(),
            Conditions = condition.CreateOnly ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                : condition.IfMatch is not null ? new BlobRequestConditions { IfMatch = Quoted(condition.IfMatch) }
                : null,
        };
        try
        {
            var info = (await client.UploadAsync(counted, options, cancellationToken)).Value;
            return new BlobProperties(Plain(info.ETag), counted.Count, info.LastModified, metadata ?? NoMetadata);
        }
        catch (RequestFailedException error) when (IsConditionNotMet(error, condition))
        {
            return null;
        }
    }

    public async Task<bool> AppendAsync(
        BlobRef blob, ReadOnlyMemory<byte> content, long position, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        await ClientForWriteAsync(blob, cancellationToken);
        var client = service.GetBlobContainerClient(blob.Container).GetAppendBlobClient(blob.Name);
        try
        {
            if (position == 0)
            {
                await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }

            if (content.Length > 0)
            {
                using var stream = new MemoryStream(content.ToArray(), writable: false);
                var conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position };
                await client.AppendBlockAsync(stream, new AppendBlobAppendBlockOptions { Conditions = conditions }, cancellationToken);
                return true;
            }

            return (await GetPropertiesAsync(blob, cancellationToken))?.Length == position;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            return false;
        }
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.InvalidBlobType)
        {
            throw new InvalidOperationException($"Blob '{blob}' was written as a whole and cannot be appended to. Delete it, or append to another name.", error);
        }
    }

    public async Task StageBlockAsync(BlobRef blob, int ordinal, Stream content, CancellationToken cancellationToken = default)
    {
        BlobNames.CheckOrdinal(ordinal);
        var client = await ClientForWriteAsync(blob, cancellationToken);
        if (content.CanSeek)
        {
            await client.StageBlockAsync(BlockId(ordinal), content, cancellationToken: cancellationToken);
            return;
        }

        using var buffered = new MemoryStream();
        await content.CopyToAsync(buffered, cancellationToken);
        buffered.Position = 0;
        await client.StageBlockAsync(BlockId(ordinal), buffered, cancellationToken: cancellationToken);
    }

    public async Task<BlobProperties> CommitBlocksAsync(
        BlobRef blob, int count, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        BlobNames.CheckMetadata(metadata);
        BlobNames.CheckOrdinal(Math.Max(0, count - 1));
        var client = await ClientForWriteAsync(blob, cancellationToken);
        try
        {
            var options = new CommitBlockListOptions { Metadata = metadata?.ToDictionary() };
            await client.CommitBlockListAsync(Enumerable.Range(0, count).Select(BlockId), options, cancellationToken);
        }
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            throw new InvalidOperationException(
                $"A block of blob '{blob}' (0 to {count - 1}) was never staged, or a later write discarded it. Stage the blocks again.", error);
        }

        return await GetPropertiesAsync(blob, cancellationToken)
            ?? throw new IOException($"Blob '{blob}' was deleted right after its blocks were committed.");
    }

    public async Task<BlobPage> ListPageAsync(
        string container, string prefix, int pageSize = 1000, string? continuation = null, CancellationToken cancellationToken = default)
    {
        BlobNames.CheckContainer(container);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        if (prefix.Contains("..", StringComparison.Ordinal) || prefix.StartsWith('/'))
        {
            throw new ArgumentException($"'{prefix}' is not a valid prefix of a blob name.", nameof(prefix));
        }

        var options = new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix.Length == 0 ? null : prefix };
        try
        {
            var pages = service.GetBlobContainerClient(container).GetBlobsAsync(options, cancellationToken);
            await foreach (var page in pages.AsPages(continuation, Math.Min(pageSize, 5000)).WithCancellation(cancellationToken))
            {
                var items = page.Values.Where(b => BlobNames.IsValid(b.Name)).Select(b => ToItem(container, b));
                return new BlobPage([.. items], string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
            }
        }
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Containers appear with their first blob.
        }

        return new BlobPage([], null);
    }

    public async Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancellationToken = default) =>
        await Client(blob).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

    private BlockBlobClient Client(BlobRef blob)
    {
        BlobNames.Check(blob);
        return service.GetBlobContainerClient(blob.Container).GetBlockBlobClient(blob.Name);
    }

    private async Task<BlockBlobClient> ClientForWriteAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var client = Client(blob);
        if (!_containers.ContainsKey(blob.Container))
        {
            try
            {
                await service.GetBlobContainerClient(blob.Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }
            catch (RequestFailedException error) when (error.Status == 403)
            {
                // The identity may write blobs but not create containers: where the container exists, that is enough.
            }

            _containers[blob.Container] = true;
        }

        return client;
    }

    private async Task<BlobDownload?> OpenEmptyAsync(BlobRef blob, string? ifMatch, CancellationToken cancellationToken)
    {
        var properties = await GetPropertiesAsync(blob, cancellationToken);
        if (properties is not null && ifMatch is not null && properties.ETag != ifMatch)
        {
            throw new BlobChangedException(blob, ifMatch);
        }

        return properties is null ? null : new BlobDownload(Stream.Null, properties);
    }

    private static BlobItem ToItem(string container, Azure.Storage.Blobs.Models.BlobItem item) =>
        new(new BlobRef(container, item.Name), new BlobProperties(
            Plain(item.Properties.ETag ?? default), item.Properties.ContentLength ?? 0, item.Properties.LastModified ?? default, Metadata(item.Metadata)));

    private static bool IsConditionNotMet(RequestFailedException error, WriteCondition condition) =>
        (condition.CreateOnly && (error.Status == 412 || error.ErrorCode == BlobErrorCode.BlobAlreadyExists))
        || (condition.IfMatch is not null && (error.Status == 412 || error.ErrorCode == BlobErrorCode.BlobNotFound));

    private static long TotalLength(BlobDownloadDetails details) =>
        details.ContentRange is { } range && range.LastIndexOf('/') is > 0 and var slash
            && long.TryParse(range.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? total
            : details.ContentLength;

    private static string BlockId(int ordinal) =>
        Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(ordinal.ToString("00000", CultureInfo.InvariantCulture)));

    private static Dictionary<string, string> Metadata(IDictionary<string, string>? metadata) =>
        metadata is null ? NoMetadata : metadata.ToDictionary(m => m.Key.ToLowerInvariant(), m => m.Value);

    private static string Plain(ETag etag) => etag.ToString().Trim('"');

    private static ETag Quoted(string etag) => new($"\"{etag}\"");
}
