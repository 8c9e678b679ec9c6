using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace FineTune.Core.Storage;

/// <summary>What callers do with blobs again and again.</summary>
public static class BlobStoreExtensions
{
    /// <summary>All blobs of a prefix, page by page, ordered by name.</summary>
    public static async IAsyncEnumerable<BlobItem> ListAsync(
        this IBlobStore store, string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? continuation = null;
        do
        {
            var page = await store.ListPageAsync(container, prefix, 1000, continuation, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>The blob read as JSON; default where there is none.</summary>
    public static async Task<T?> ReadJsonAsync<T>(this IBlobStore store, BlobRef blob, CancellationToken cancellationToken = default)
    {
        await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        return download is null
            ? default
            : await JsonSerializer.DeserializeAsync<T>(download.Content, FineTuneJson.Options, cancellationToken);
    }

    /// <summary>The blob read as JSON together with its ETag; null where there is none.</summary>
    public static async Task<(T Value, string ETag)?> ReadVersionedJsonAsync<T>(
        this IBlobStore store, BlobRef blob, CancellationToken cancellationToken = default)
        where T : class
    {
        await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        if (download is null)
        {
            return null;
        }

        var value = await JsonSerializer.DeserializeAsync<T>(download.Content, FineTuneJson.Options, cancellationToken);
        return value is null ? null : (value, download.Properties.ETag);
    }

    /// <summary>Writes a value as indented JSON. Null when the condition did not hold.</summary>
    public static async Task<BlobProperties?> WriteJsonAsync<T>(
        this IBlobStore store, BlobRef blob, T value, WriteCondition condition = default,
        IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(value, FineTuneJson.Indented));
        return await store.WriteAsync(blob, content, condition, metadata, cancellationToken);
    }

    /// <summary>The blob as text; null where there is none.</summary>
    public static async Task<string?> ReadTextAsync(this IBlobStore store, BlobRef blob, CancellationToken cancellationToken = default)
    {
        await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        if (download is null)
        {
            return null;
        }

        using var reader = new StreamReader(download.Content, new UTF8Encoding(false));
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>
    /// The JSON rows of a blob, one per line, split on '\n' only; none where there is no blob. A last line that is not complete
    /// (a writer died in the middle) is left out.
    /// </summary>
    public static async IAsyncEnumerable<T> ReadRowsAsync<T>(
        this IBlobStore store, BlobRef blob, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        if (download is null)
        {
            yield break;
        }

        await foreach (var row in Rows.ReadAsync<T>(download.Content, cancellationToken))
        {
            yield return row;
        }
    }
}
