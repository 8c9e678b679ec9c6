using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Files;

/// <summary>Uploaded and produced files: a record each, and the bytes beside it. Bytes are written first, so a record never lacks them.</summary>
internal sealed class FileService
{
    private const double AzurePendingShare = 0.05;
    private const double AzureRunningShare = 0.1;

    private readonly ProviderContext context;
    private readonly RecordStore<FileRecord> store;
    private readonly string contents;
    private readonly Lock producing = new();

    public FileService(ProviderContext context)
    {
        this.context = context;
        store = new RecordStore<FileRecord>(context.Folder("files"), StoreJsonContext.Default.FileRecord);
        contents = context.Folder("contents");
        Directory.CreateDirectory(contents);
        // Bytes without a live record are uploads that a kill interrupted, or deletions it cut short.
        foreach (var path in Directory.EnumerateFiles(contents).Where(p => store.Find(Path.GetFileName(p)) is null or { Deleted: true }))
            File.Delete(path);
    }

    public IEnumerable<FileRecord> All => store.All.Where(f => !f.Deleted && !Expired(f));

    public FileRecord? Find(string id) => store.Find(id) is { Deleted: false } file && !Expired(file) ? file : null;

    public FileRecord Require(string id, string? param = "id") => Find(id) ?? throw ApiException.NotFound("File object", id, param);

    public string PathOf(FileRecord file) => Path.Combine(contents, file.Key);

    public async Task<FileRecord> UploadAsync(Stream content, string name, string purpose, bool inError, long? expiresAfter)
    {
        var temporary = Path.Combine(contents, Guid.NewGuid().ToString("N"));
        string sha = "";
        long bytes = 0;
        await AtomicFile.WriteAsync(temporary, async target => (sha, bytes) = await CopyAsync(content, target));
        if (bytes == 0)
        {
            File.Delete(temporary);
            throw ApiException.BadRequest("The file is empty. Upload a file with at least one line.", "file");
        }

        var ordinal = store.NextOrdinal();
        var now = context.NowMs;
        var record = new FileRecord(context.Ids.Create("file-", ordinal, name, purpose, sha), ordinal, now, name, purpose, bytes, sha)
        {
            InError = inError,
            ExpiresAt = expiresAfter is { } seconds ? (now / 1000) + seconds : null,
        };
        File.Move(temporary, PathOf(record), overwrite: true);
        return store.Put(record);
    }

    /// <summary>A file the provider makes itself. Doing it again with the same id and bytes changes nothing.</summary>
    public FileRecord Produce(string id, string name, string purpose, ReadOnlySpan<byte> bytes)
    {
        lock (producing)
        {
            if (store.Find(id) is { } known)
                return known;
            var record = new FileRecord(id, store.NextOrdinal(), context.NowMs, name, purpose, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            AtomicFile.Write(PathOf(record), bytes);
            return store.Put(record);
        }
    }

    public void Delete(FileRecord file)
    {
        store.Update(file.Key, f => f with { Deleted = true });
        File.Delete(PathOf(file));
    }

    public string Status(FileRecord file)
    {
        if (file.InError)
            return "error";
        if (!context.Azure)
            return "processed";
        var age = context.NowMs - file.CreatedMs;
        var whole = context.Options.JobSeconds * 1000;
        return age < whole * AzurePendingShare ? "pending" : age < whole * AzureRunningShare ? "running" : "processed";
    }

    public JsonObject View(FileRecord file)
    {
        var view = new JsonObject
        {
            ["object"] = "file",
            ["id"] = file.Key,
            ["purpose"] = file.Purpose,
            ["filename"] = file.Name,
            ["bytes"] = file.Bytes,
            ["created_at"] = file.CreatedMs / 1000,
            ["expires_at"] = file.ExpiresAt,
            ["status"] = Status(file),
        };
        view["status_details"] = file.InError ? "The file could not be processed. (fault file-error)" : null;
        return view;
    }

    private bool Expired(FileRecord file) => file.ExpiresAt is { } at && context.NowMs / 1000 >= at;

    private static async Task<(string Sha, long Bytes)> CopyAsync(Stream source, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long bytes = 0;
        for (int read; (read = await source.ReadAsync(buffer)) > 0; bytes += read)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read));
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }
}
