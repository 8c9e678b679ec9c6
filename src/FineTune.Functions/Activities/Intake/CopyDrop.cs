using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;
using FineTune.Functions.Contracts.Datasets;

namespace FineTune.Functions.Activities.Intake;

/// <summary>
/// Takes our own copy of the drop, under its ETag, makes JSON Lines of it where it is something else, and reads the lineage's settings.
/// Everything later reads only the JSON Lines. A drop that changed or vanished before it could be copied, or that cannot be read as a whole,
/// is refused, with the reason.
/// </summary>
public sealed class CopyDrop(IBlobStore store, LineageDefaults defaults, FormatLimits limits)
{
    [Function(nameof(CopyDrop))]
    public async Task<CopyResult> RunAsync([ActivityTrigger] DatasetInput input, CancellationToken cancellationToken)
    {
        if (DropFormat.Of(input.Name) is not { } named)
        {
            return new CopyResult(0, null, DropFormat.Explain(input.Name));
        }

        var source = await store.GetPropertiesAsync(BlobPaths.Source(input.Lineage, input.DatasetId), cancellationToken);
        var (bytes, refusal) = source is not null && SourceMark.KindOf(source) == named
            ? (source.Length, null)
            : await TakeAsync(input, named, source, cancellationToken);
        if (refusal is not null)
        {
            return new CopyResult(0, null, refusal);
        }

        var (settings, error) = await LineageSettingsBlob.LoadAsync(store, defaults, input.Lineage, cancellationToken);
        return new CopyResult(bytes, settings, error);
    }

    /// <param name="before">The JSON Lines that the same bytes gave under a name of another kind.</param>
    private async Task<(long Bytes, string? Refusal)> TakeAsync(
        DatasetInput input, FormatKind named, BlobProperties? before, CancellationToken cancellationToken)
    {
        var copy = new DropCopy(store, input);
        var (kind, refusal) = await copy.SniffAsync(named, cancellationToken);
        var original = BlobPaths.Original(input.Lineage, input.DatasetId, kind.Extension());
        refusal ??= await copy.TakeAsync(original, cancellationToken);
        if (refusal is not null)
        {
            // The bytes are gone under this name; what they gave under the other one is all there is.
            return before is null ? (0, refusal) : (before.Length, null);
        }

        return kind == FormatKind.JsonLines
            ? ((await store.GetPropertiesAsync(original, cancellationToken))?.Length ?? 0, null)
            : await NormalizeAsync(input, named, original, cancellationToken);
    }

    private async Task<(long Bytes, string? Refusal)> NormalizeAsync(
        DatasetInput input, FormatKind named, BlobRef original, CancellationToken cancellationToken)
    {
        await using var download = await store.OpenReadAsync(original, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{original} was deleted while it was being read. Do not delete blobs of running drops.");
        await using var lines = new BlobWriteStream(store, BlobPaths.Source(input.Lineage, input.DatasetId));
        var result = await FormatNormalizer.NormalizeAsync(download.Content, input.Name, lines, limits, cancellationToken);
        return result.Refusal is { } refusal
            ? (0, refusal)
            : (await lines.CommitAsync(SourceMark.Of(named, result), cancellationToken), null);
    }
}
