namespace FineTune.Storage.Folders;

/// <summary>
/// Exclusive access to a blob's name, among threads and among processes: one of 64 lock files, chosen by the name.
/// The operating system frees a lock when its holder dies.
/// </summary>
internal sealed class FolderLocks
{
    private const int Stripes = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly SemaphoreSlim[] _local = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    public FolderLocks(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        var stripe = (int)(StableHash(key) % Stripes);
        await _local[stripe].WaitAsync(cancellationToken);
        try
        {
            return new Holder(await OpenAsync(Path.Combine(_folder, $"{stripe:00}.lock"), cancellationToken), _local[stripe]);
        }
        catch
        {
            _local[stripe].Release();
            throw;
        }
    }

    private static async Task<FileStream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Patience)
                {
                    throw new IOException(
                        $"Another process has held the lock file '{path}' for more than {Patience.TotalSeconds:0} seconds. Stop the process that hangs; this releases the lock.");
                }

                await Task.Delay(Random.Shared.Next(1, 12), cancellationToken);
            }
        }
    }

    /// <summary>The same in every process, unlike string.GetHashCode.</summary>
    private static uint StableHash(string key) => key.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));

    private sealed class Holder(FileStream file, SemaphoreSlim local) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            local.Release();
        }
    }
}
