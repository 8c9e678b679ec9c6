using FineTune.Core;
using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities;

/// <summary>
/// Takes our own copy of the drop, under its ETag, and reads the lineage's settings. Everything later reads only the copy.
/// A drop that changed or vanished before it could be copied is refused, with the reason.
/// </summary>
public sealed class CopyDrop(IBlobStore store, LineageDefaults defaults)
{
    [Function(nameof(CopyDrop))]
    public async Task<CopyResult> RunAsync([ActivityTrigger] DatasetInput input, CancellationToken cancellationToken)
    {
        var source = BlobPaths.Source(input.Lineage, input.DatasetId);
        var bytes = (await store.GetPropertiesAsync(source, cancellationToken))?.Length;
        if (bytes is null)
        {
            var (copied, refusal) = await CopyAsync(input, source, cancellationToken);
            if (refusal is not null)
            {
                return new CopyResult(0, null, refusal);
            }

            bytes = copied;
        }

        var (settings, error) = await LineageSettingsBlob.LoadAsync(store, defaults, input.Lineage, cancellationToken);
        return new CopyResult(bytes.Value, settings, error);
    }

    private async Task<(long Bytes, string? Refusal)> CopyAsync(DatasetInput input, BlobRef source, CancellationToken cancellationToken)
    {
        var drop = BlobPaths.Drop(input.Lineage, input.Name);
        try
        {
            await using var download = await store.OpenReadAsync(drop, ifMatch: input.ETag, cancellationToken: cancellationToken);
            if (download is null)
            {
                return (0, $"{drop} was deleted before it could be copied. Drop the file again.");
            }

            await store.WriteAsync(source, download.Content, cancellationToken: cancellationToken);
        }
        catch (BlobChangedException)
        {
            return (0, $"{drop} was overwritten before it could be copied. The new content is a drop of its own.");
        }

        return await VerifyAsync(input, source, cancellationToken);
    }

    private async Task<(long Bytes, string? Refusal)> VerifyAsync(DatasetInput input, BlobRef source, CancellationToken cancellationToken)
    {
        await using var copy = await store.OpenReadAsync(source, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{source} was deleted while it was being written. Do not delete blobs of running drops.");
        if (await ContentId.OfAsync(copy.Content, cancellationToken) == input.DatasetId)
        {
            return (copy.Properties.Length, null);
        }

        await store.DeleteAsync(source, cancellationToken);
        return (0, $"{BlobPaths.Drop(input.Lineage, input.Name)} changed while it was being copied. The new content is a drop of its own.");
    }
}

/// <summary>What was copied.</summary>
/// <param name="Refusal">Why the drop cannot be worked on; then there are no settings.</param>
public sealed record CopyResult(long Bytes, LineageSettings? Settings, string? Refusal);
