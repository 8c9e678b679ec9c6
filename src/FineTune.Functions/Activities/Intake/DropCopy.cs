using FineTune.Core;
using FineTune.Core.Storage;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;
using FineTune.Functions.Contracts.Datasets;

namespace FineTune.Functions.Activities.Intake;

/// <summary>The bytes of a drop on their way from its owner's blob to ours.</summary>
internal sealed class DropCopy(IBlobStore store, DatasetInput input)
{
    /// <summary>Enough to tell a JSON array from JSON Lines.</summary>
    private const int HeadBytes = 64 * 1024;

    private readonly BlobRef _drop = BlobPaths.Drop(input.Lineage, input.Name);

    /// <summary>
    /// What the bytes are, whatever their name says; of content that cannot be read at all, what the name says. A refusal where they are
    /// needed to say so and are gone.
    /// </summary>
    public async Task<(FormatKind Kind, string? Refusal)> SniffAsync(FormatKind named, CancellationToken cancellationToken)
    {
        // Only JSON Lines are kept under one name as they are and as they are read, so only there it matters before the copy.
        if (named != FormatKind.JsonLines)
        {
            return (named, null);
        }

        try
        {
            await using var download = await store.OpenReadAsync(_drop, ifMatch: input.ETag, cancellationToken: cancellationToken);
            if (download is null)
            {
                return (named, Gone("deleted"));
            }

            var head = new byte[HeadBytes];
            var length = await download.Content.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
            return (FormatNormalizer.Sniff(head.AsSpan(0, length), named) ?? FormatKind.Json, null);
        }
        catch (BlobChangedException)
        {
            return (named, Gone("overwritten"));
        }
    }

    /// <summary>Copies the drop to a blob unless it is there. Null when it is; otherwise why not.</summary>
    public async Task<string?> TakeAsync(BlobRef copy, CancellationToken cancellationToken)
    {
        if (await IsWholeAsync(copy, cancellationToken))
        {
            return null;
        }

        try
        {
            await using var download = await store.OpenReadAsync(_drop, ifMatch: input.ETag, cancellationToken: cancellationToken);
            if (download is null)
            {
                return Gone("deleted");
            }

            await store.WriteAsync(copy, download.Content, cancellationToken: cancellationToken);
        }
        catch (BlobChangedException)
        {
            return Gone("overwritten");
        }

        if (await IsWholeAsync(copy, cancellationToken))
        {
            return null;
        }

        await store.DeleteAsync(copy, cancellationToken);
        return $"{_drop} changed while it was being copied. The new content is a separate drop.";
    }

    /// <summary>Whether the copy has the bytes that the data set is named after.</summary>
    private async Task<bool> IsWholeAsync(BlobRef copy, CancellationToken cancellationToken)
    {
        await using var download = await store.OpenReadAsync(copy, cancellationToken: cancellationToken);
        return download is not null && await ContentId.OfAsync(download.Content, cancellationToken) == input.DatasetId;
    }

    private string Gone(string how) => how == "deleted"
        ? $"{_drop} was deleted before it could be copied. Drop the file again."
        : $"{_drop} was overwritten before it could be copied. The new content is a separate drop.";
}
