using System.Runtime.CompilerServices;
using FineTune.Core.Storage;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.Extensions.Logging;

namespace FineTune.Cli.Hosting.Triggers;

/// <summary>Blob triggers over a store that shows committed blobs only: nothing has to settle.</summary>
internal sealed partial class BlobTriggerStorage(IBlobStore store, ILogger logger) : IBlobTriggerStorage
{
    public TimeSpan? SettleTime => TimeSpan.Zero;

    public async IAsyncEnumerable<BlobTriggerItem> ListAsync(string container, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListAsync(container, "", cancellationToken))
        {
            yield return new BlobTriggerItem(item.Blob.Name, item.Properties.Length, item.Properties.LastModified, item.Properties.ETag);
        }
    }

    public async Task<string?> GetETagAsync(string container, string name, CancellationToken cancellationToken) =>
        (await store.GetPropertiesAsync(new BlobRef(container, name), cancellationToken))?.ETag;

    public async Task<Stream?> OpenReadAsync(string container, string name, CancellationToken cancellationToken) =>
        (await store.OpenReadAsync(new BlobRef(container, name), cancellationToken: cancellationToken))?.Content;

    public Task WritePoisonAsync(PoisonMessage message, CancellationToken cancellationToken)
    {
        LogPoison(logger, message.Container, message.BlobName, message.Attempts, message.Error);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "{Container}/{Blob} could not be processed in {Attempts} attempts and is skipped until its content changes: {Error}")]
    private static partial void LogPoison(ILogger logger, string container, string blob, int attempts, string error);
}
