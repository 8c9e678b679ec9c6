using System.Runtime.CompilerServices;
using System.Text;

namespace FunctionsHost.Local.State;

/// <summary>
/// Documents in a folder, one file each, <c>{key}.json</c>. A document is written beside its place, flushed to the disk and renamed, so
/// that it is always whole. The folder is made at the first write.
/// </summary>
public sealed class FolderHostStateStore(string folder) : IHostStateStore
{
    private const string Extension = ".json";
    private const string Unfinished = ".tmp";

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    public async Task<string?> GetAsync(string key, CancellationToken cancellationToken) =>
        await ReadAsync(PathOf(key), cancellationToken);

    /// <exception cref="IOException">The folder cannot be written; says which and why.</exception>
    public async Task PutAsync(string key, string json, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096,
                FileOptions.Asynchronous))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(json), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error)
        {
            Discard(unfinished);
            if (error is not (IOException or UnauthorizedAccessException)) throw;
            throw new IOException($"The state of the triggers cannot be written to '{Folder}': {error.Message} Check the rights and "
                + "the free space there.", error);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (Directory.Exists(Path.GetDirectoryName(path))) File.Delete(path);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<HostStateDocument> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = Path.Combine(Folder, prefix.TrimEnd('/').Replace('/', Path.DirectorySeparatorChar));
        if (!Directory.Exists(root)) yield break;
        foreach (var path in Directory.EnumerateFiles(root, $"*{Extension}", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (await ReadAsync(path, cancellationToken) is { } json)
                yield return new HostStateDocument(name[..^Extension.Length], json);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What it was part of has failed already; a leftover is in nobody's way.
        }
    }

    private static async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(string key)
    {
        HostStateKey.Check(key);
        return Path.Combine(Folder, key.Replace('/', Path.DirectorySeparatorChar) + Extension);
    }
}
