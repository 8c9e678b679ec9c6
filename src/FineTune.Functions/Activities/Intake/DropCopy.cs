using FineTune.Core;
using FineTune.Core.Storage;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;
using FineTune.Functions.Contracts.Datasets;

namespace FineTune.Functions.Activities.Intake;

/// <summary>
/// Takes our copy of a drop. The drop is opened once, under its ETag, and read once: what it is, and whether it has the bytes that the data set is named after,
/// is found out on the way. The copy becomes visible only if it has them.
/// </summary>
internal sealed class DropCopy(IBlobStore store, DatasetInput input)
{
    /// <summary>Enough to tell a JSON array from JSON Lines.</summary>
    private const int HeadBytes = 64 * 1024;

    private readonly BlobRef _drop = BlobPaths.Drop(input.Lineage, input.Name);

    /// <summary>
    /// Takes the copy unless it is there, and tells what the bytes are: JSON Lines and JSON arrays by content, everything else by name. A refusal if the drop is
    /// gone or has changed; then there is no copy.
    /// </summary>
    public async Task<(FormatKind Kind, string? Refusal)> TakeAsync(FormatKind named, CancellationToken cancellationToken)
    {
        // The copy of JSON Lines is what CopyDrop looks for first of all: here it is missing.
        if (named != FormatKind.JsonLines && await IsTakenAsync(named, cancellationToken))
        {
            return (named, null);
        }

        try
        {
            await using var download = await store.OpenReadAsync(_drop, ifMatch: input.ETag, cancellationToken: cancellationToken);
            return download is null
                ? (named, $"{_drop} was deleted before it could be copied. Drop the file again.")
                : (await CopyAsync(download.Content, named, cancellationToken), null);
        }
        catch (BlobChangedException)
        {
            return (named, $"{_drop} was overwritten before it could be copied. The new content is a separate drop.");
        }
        catch (UnexpectedContentException)
        {
            return (named, $"{_drop} changed while it was being copied. The new content is a separate drop.");
        }
    }

    public BlobRef Original(FormatKind kind) => BlobPaths.Original(input.Lineage, input.DatasetId, kind.Extension());

    private async Task<FormatKind> CopyAsync(Stream drop, FormatKind named, CancellationToken cancellationToken)
    {
        await using var content = new VerifiedContent(drop, input.DatasetId);
        var kind = named;
        if (named == FormatKind.JsonLines)
        {
            kind = FormatNormalizer.Sniff((await content.HeadAsync(HeadBytes, cancellationToken)).Span, named) ?? FormatKind.Json;
            if (kind != named && await IsTakenAsync(kind, cancellationToken))
            {
                return kind;
            }
        }

        await store.WriteAsync(Original(kind), content, cancellationToken: cancellationToken);
        return content.IsVerified ? kind : throw new InvalidOperationException($"The store did not read {_drop} to its end.");
    }

    /// <summary>Whether a copy that was taken before has the bytes that the data set is named after.</summary>
    private async Task<bool> IsTakenAsync(FormatKind kind, CancellationToken cancellationToken)
    {
        await using var download = await store.OpenReadAsync(Original(kind), cancellationToken: cancellationToken);
        return download is not null && await ContentId.OfAsync(download.Content, cancellationToken) == input.DatasetId;
    }
}
