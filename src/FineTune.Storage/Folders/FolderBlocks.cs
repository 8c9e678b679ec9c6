using System.Globalization;
using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Storage;

namespace FineTune.Storage.Folders;

/// <summary>
/// Staged blocks, as files under <c>.blocks</c>, and a note of the blocks that a blob was made of, so that a repeated commit finds them in
/// the blob itself. Callers hold the blob's lock when they commit.
/// </summary>
internal sealed class FolderBlocks(string folder)
{
    public string Stage(BlobRef blob, int ordinal, string temp)
    {
        var path = BlockPath(blob, ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temp, path, overwrite: true);
        return path;
    }

    /// <summary>The blocks 0 .. count - 1 in order; each either staged, or a slice of the current blob.</summary>
    public (List<Stream> Sources, List<long> Lengths) Open(BlobRef blob, int count, string? currentETag, Func<long, long, Stream> slice)
    {
        var made = ReadNote(blob);
        var committed = made is not null && made.ETag == currentETag ? made.Lengths : [];
        List<Stream> sources = [];
        List<long> lengths = [];
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            var path = BlockPath(blob, ordinal);
            if (File.Exists(path))
            {
                sources.Add(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            }
            else if (ordinal < committed.Count)
            {
                sources.Add(slice(committed.Take(ordinal).Sum(), committed[ordinal]));
            }
            else
            {
                sources.ForEach(s => s.Dispose());
                throw new InvalidOperationException($"Block {ordinal} of blob '{blob}' was never staged, or a later write discarded it. Stage the blocks again.");
            }

            lengths.Add(sources[^1].Length);
        }

        return (sources, lengths);
    }

    /// <summary>Notes what the blob is made of and drops the staged files.</summary>
    public void Committed(BlobRef blob, string etag, List<long> lengths)
    {
        Clear(blob);
        Directory.CreateDirectory(FolderOf(blob));
        File.WriteAllBytes(NotePath(blob), JsonSerializer.SerializeToUtf8Bytes(new Note(etag, lengths), FineTuneJson.Options));
    }

    /// <summary>A whole write, or a delete, discards staged blocks.</summary>
    public void Clear(BlobRef blob)
    {
        var path = FolderOf(blob);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private Note? ReadNote(BlobRef blob)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(File.ReadAllBytes(NotePath(blob)), FineTuneJson.Options);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private string FolderOf(BlobRef blob) => Path.Combine(folder, blob.Container, ContentId.Of(blob.Name));

    private string NotePath(BlobRef blob) => Path.Combine(FolderOf(blob), "committed.json");

    private string BlockPath(BlobRef blob, int ordinal) =>
        Path.Combine(FolderOf(blob), ordinal.ToString("00000", CultureInfo.InvariantCulture));

    private sealed record Note(string ETag, List<long> Lengths);
}
