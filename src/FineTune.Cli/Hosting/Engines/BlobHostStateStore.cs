using System.Runtime.CompilerServices;
using System.Text;
using FineTune.Core.Storage;
using FunctionsHost.Local.State;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>
/// What triggers remember, as one blob for each document, <c>state/{key}.json</c> in a container of the hub: every host on the hub finds it.
/// </summary>
internal sealed class BlobHostStateStore(IBlobStore store, string container) : IHostStateStore
{
    private const string Folder = "state/";
    private const string Extension = ".json";

    public async Task<string?> GetAsync(string key, CancellationToken cancellationToken) => await ReadAsync(BlobOf(key), cancellationToken);

    public async Task PutAsync(string key, string json, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await store.WriteAsync(BlobOf(key), content, cancellationToken: cancellationToken);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(BlobOf(key), cancellationToken);

    public async IAsyncEnumerable<HostStateDocument> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListAsync(container, Folder + prefix, cancellationToken))
        {
            if (await ReadAsync(item.Blob, cancellationToken) is { } json)
            {
                yield return new HostStateDocument(item.Blob.Name[Folder.Length..^Extension.Length], json);
            }
        }
    }

    private BlobRef BlobOf(string key)
    {
        HostStateKey.Check(key);
        return new BlobRef(container, Folder + key + Extension);
    }

    private async Task<string?> ReadAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        if (download is null)
        {
            return null;
        }

        using var reader = new StreamReader(download.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
