using System.Buffers;
using System.Security.Cryptography;

namespace FineTune.Storage.Folders;

/// <summary>Files that become blobs by a rename. What a killed process leaves behind is removed after a day.</summary>
internal sealed class TempFiles
{
    private readonly string _folder;

    public TempFiles(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        var old = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(f => f.LastWriteTimeUtc < old))
        {
            TryDelete(file.FullName);
        }
    }

    public string NewPath() => Path.Combine(_folder, Guid.NewGuid().ToString("N"));

    /// <summary>Writes all sources one after the other, to the disk. Returns the path and the hash of the bytes.</summary>
    public async Task<(string Path, string Hash)> WriteAsync(IEnumerable<Stream> sources, CancellationToken cancellationToken)
    {
        var path = NewPath();
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false);
            foreach (var source in sources)
            {
                int read;
                while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    hash.AppendData(buffer.AsSpan(0, read));
                    file.Write(buffer.AsSpan(0, read));
                }
            }

            file.Flush(flushToDisk: true);
            return (path, FileHashes.Format(hash.GetHashAndReset()));
        }
        catch
        {
            TryDelete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process cleans it up; it is already invisible.
        }
    }
}
