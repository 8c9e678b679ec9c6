using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Core;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;

namespace FineTune.Cli.Files;

/// <summary>
/// A file as the JSON Lines that a drop of it would give. Any other format is unpacked into a temporary file, which is deleted with this
/// object. A name without a known extension is taken for JSON Lines.
/// </summary>
internal sealed class UnpackedDrop : IDisposable
{
    private const int HeadBytes = 64 * 1024;
    private readonly string _path;
    private readonly string? _temporary;

    private UnpackedDrop(string path, string? temporary) => (_path, _temporary) = (path, temporary);

    /// <summary>The id of the file's own bytes where they are not the lines themselves; else null.</summary>
    public string? DatasetId { get; private init; }

    /// <summary>Why the file as a whole cannot be read; null when it can.</summary>
    public string? Refusal { get; private init; }

    /// <summary>How the file was read, where its owner should know.</summary>
    public string? Note { get; private init; }

    /// <exception cref="CommandException">The file cannot be opened.</exception>
    public static async Task<UnpackedDrop> OpenAsync(string path, CancellationToken cancellationToken)
    {
        await using var source = DropSource.Open(path);
        var named = DropFormat.Of(path) ?? FormatKind.JsonLines;
        var head = new byte[HeadBytes];
        var read = await source.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
        if (FormatNormalizer.Sniff(head.AsSpan(0, read), named) == FormatKind.JsonLines)
        {
            return new UnpackedDrop(path, null);
        }

        source.Position = 0;
        var id = await ContentId.OfAsync(source, cancellationToken);
        source.Position = 0;
        var temporary = Path.GetTempFileName();
        await using var lines = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, HeadBytes, useAsync: true);
        var result = await FormatNormalizer.NormalizeAsync(source, Path.GetFileName(path), lines, new FormatLimits(), cancellationToken);
        return new UnpackedDrop(path, temporary) { DatasetId = id, Refusal = result.Refusal, Note = result.Note };
    }

    /// <summary>The lines from their first byte.</summary>
    public Stream Open() => DropSource.Open(_temporary ?? _path);

    public void Dispose()
    {
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}
