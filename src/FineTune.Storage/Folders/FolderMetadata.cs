using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Storage;

namespace FineTune.Storage.Folders;

/// <summary>
/// Metadata of a folder's blobs, in one small file per blob under <c>.meta</c>. Each entry belongs to one content hash, so that a reader never pairs
/// new content with old metadata, whatever moment the writer died at. Callers hold the blob's lock when they write.
/// </summary>
internal sealed class FolderMetadata(string folder, Func<string> newTempFile)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>The metadata of this version of a blob.</summary>
    public IReadOnlyDictionary<string, string> Read(BlobRef blob, string etag) =>
        ReadEntries(blob).FirstOrDefault(e => e.ETag == etag)?.Values ?? None;

    /// <summary>Called before a version is put in place: keeps the entry of the version it replaces until then.</summary>
    public void Prepare(BlobRef blob, string? currentETag, string newETag, IReadOnlyDictionary<string, string>? metadata)
    {
        var entries = ReadEntries(blob);
        var next = entries.Where(e => e.ETag == currentETag && e.ETag != newETag).ToList();
        if (metadata is { Count: > 0 })
        {
            next.Add(new Entry(newETag, new Dictionary<string, string>(metadata)));
        }

        if (next.Count > 0)
        {
            Write(blob, next);
        }
        else if (entries.Count > 0)
        {
            Delete(blob);
        }
    }

    public void Delete(BlobRef blob)
    {
        var path = PathOf(blob);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private string PathOf(BlobRef blob) => Path.Combine(folder, blob.Container, blob.Name + ".json");

    private List<Entry> ReadEntries(BlobRef blob)
    {
        // Most blobs have none: looking is cheaper than failing.
        var path = PathOf(blob);
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<List<Entry>>(File.ReadAllBytes(path), FineTuneJson.Options) ?? [];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }

    private void Write(BlobRef blob, List<Entry> entries)
    {
        var path = PathOf(blob);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temp = newTempFile();
        File.WriteAllBytes(temp, JsonSerializer.SerializeToUtf8Bytes(entries, FineTuneJson.Options));
        File.Move(temp, path, overwrite: true);
    }

    private sealed record Entry(string ETag, Dictionary<string, string> Values);
}
