using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FineTune.Cli.Errors;
using FineTune.Core;
using FineTune.Core.Lineages;

namespace FineTune.Cli.Transfer;

/// <summary>An archive whose every byte was compared with its manifest when it was opened.</summary>
internal sealed class Archive : IDisposable
{
    private readonly ZipArchive _zip;

    private Archive(ZipArchive zip, ArchiveManifest manifest) => (_zip, Manifest) = (zip, manifest);

    public ArchiveManifest Manifest { get; }

    /// <exception cref="CommandException">It is not an archive of a lineage, is damaged, or was written by a newer version.</exception>
    public static async Task<Archive> OpenAsync(string file, CancellationToken cancellationToken)
    {
        var zip = OpenZip(file);
        try
        {
            var archive = new Archive(zip, await ReadManifestAsync(zip, file, cancellationToken));
            foreach (var blob in archive.Manifest.Blobs)
            {
                await archive.CheckAsync(blob, file, cancellationToken);
            }

            return archive;
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    public Stream Open(ArchivedBlob blob) => _zip.GetEntry(blob.EntryName)!.Open();

    public void Dispose() => _zip.Dispose();

    private static ZipArchive OpenZip(string file)
    {
        try
        {
            return ZipFile.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw File.Exists(file)
                ? Damaged(file, e.Message, e)
                : new CommandException($"There is no file '{Path.GetFullPath(file)}'.", "Name an archive that `finetune export` wrote.", ExitCodes.Usage, e);
        }
    }

    private static async Task<ArchiveManifest> ReadManifestAsync(ZipArchive zip, string file, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(ArchiveManifest.EntryName) ?? throw Damaged(file, $"it has no {ArchiveManifest.EntryName}");
        try
        {
            await using var stream = entry.Open();
            var manifest = await JsonSerializer.DeserializeAsync<ArchiveManifest>(stream, FineTuneJson.Options, cancellationToken);
            return manifest switch
            {
                { Format: > ArchiveManifest.CurrentFormat } => throw new CommandException(
                    $"'{file}' has format {manifest.Format}; this version reads up to {ArchiveManifest.CurrentFormat}.", "Import it with the version that wrote it, or a newer one."),
                { Blobs.Count: > 0 } when LineageName.IsValid(manifest.Lineage) && manifest.Blobs.All(blob => LineageBlobs.Belongs(blob, manifest.Lineage)) => manifest,
                _ => throw Damaged(file, "its manifest does not describe one lineage"),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw Damaged(file, $"its manifest cannot be read: {e.Message}", e);
        }
    }

    private async Task CheckAsync(ArchivedBlob blob, string file, CancellationToken cancellationToken)
    {
        if (_zip.GetEntry(blob.EntryName) is not { } entry)
        {
            throw Damaged(file, $"{blob.EntryName} is missing");
        }

        try
        {
            await using var content = entry.Open();
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != blob.Sha256)
            {
                throw Damaged(file, $"{blob.EntryName} does not match its manifest");
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(file, $"{blob.EntryName}: {e.Message}", e);
        }
    }

    private static CommandException Damaged(string file, string what, Exception? inner = null) =>
        new($"'{file}' cannot be imported: {what}. Nothing was written.", "Export the lineage again, and copy the archive without changes.", innerException: inner);
}
