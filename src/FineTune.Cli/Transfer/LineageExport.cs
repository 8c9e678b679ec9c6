using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FineTune.Cli.Errors;
using FineTune.Core;
using FineTune.Core.Storage;

namespace FineTune.Cli.Transfer;

/// <summary>Writes a lineage into one archive: every blob, its metadata, and at the end a manifest with the hash of each.</summary>
internal sealed class LineageExport(IBlobStore store, TimeProvider time)
{
    /// <summary>The file appears whole or not at all. Throws <see cref="CommandException"/> when there is no such lineage.</summary>
    public async Task<ArchiveManifest> WriteAsync(string lineage, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        if (File.Exists(path))
        {
            throw new CommandException($"'{path}' exists and is never overwritten.", "Name another file with --to, or move the existing one away.", ExitCodes.Usage);
        }

        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            var manifest = await WriteArchiveAsync(lineage, temporary, cancellationToken);
            File.Move(temporary, path);
            return manifest;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandException($"The archive '{path}' could not be written: {e.Message}", "Check the folder's permissions and free space, or name another file with --to.", innerException: e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<ArchiveManifest> WriteArchiveAsync(string lineage, string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var blobs = new List<ArchivedBlob>();
        await foreach (var item in LineageBlobs.ListAsync(store, lineage, cancellationToken))
        {
            await using var download = await store.OpenReadAsync(item.Blob, cancellationToken: cancellationToken);
            if (download is not null)
            {
                blobs.Add(await AddAsync(archive, item.Blob, download, item.Properties.Metadata, cancellationToken));
            }
        }

        if (blobs.Count == 0)
        {
            throw new CommandException($"There is no lineage '{lineage}' here.", "List the lineages with `finetune watch`, or name another folder with --data or store with --storage.");
        }

        var manifest = new ArchiveManifest(ArchiveManifest.CurrentFormat, lineage, time.GetUtcNow(), blobs);
        await using var entry = archive.CreateEntry(ArchiveManifest.EntryName).Open();
        await JsonSerializer.SerializeAsync(entry, manifest, FineTuneJson.Indented, cancellationToken);
        return manifest;
    }

    private static async Task<ArchivedBlob> AddAsync(
        ZipArchive archive, BlobRef blob, BlobDownload download, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var archived = new ArchivedBlob(blob.Container, blob.Name, 0, "", metadata);
        await using var entry = archive.CreateEntry(archived.EntryName).Open();
        var buffer = new byte[1 << 16];
        var bytes = 0L;
        for (int read; (read = await download.Content.ReadAsync(buffer, cancellationToken)) > 0; bytes += read)
        {
            hash.AppendData(buffer, 0, read);
            await entry.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return archived with { Bytes = bytes, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }
}
