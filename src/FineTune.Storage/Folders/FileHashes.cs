using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace FineTune.Storage.Folders;

/// <summary>The state of an open file: what its handle, not its name, says.</summary>
internal readonly record struct FileStamp(long Length, DateTime LastWriteUtc)
{
    public static FileStamp Of(SafeFileHandle handle) => new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
}

/// <summary>
/// Content hashes of files, remembered by length and time of last write, so that unchanged files are not read again.
/// </summary>
internal sealed class FileHashes
{
    /// <summary>File systems stamp times as coarsely as two seconds: a younger file may change without a new stamp, so it is not remembered.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2.5);
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, string Hash)> _known = new(StringComparer.Ordinal);

    /// <summary>How many files have been read for their hash.</summary>
    public int Computed => _computed;

    private int _computed;

    public async Task<string> GetAsync(string path, SafeFileHandle handle, FileStamp stamp, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(path, out var known) && known.Stamp == stamp)
        {
            return known.Hash;
        }

        // The file system's clock is the machine's, whatever clock the pipeline runs on.
        var settled = stamp.LastWriteUtc + Settled < TimeProvider.System.GetUtcNow().UtcDateTime;
        var hash = await ComputeAsync(handle, stamp.Length, cancellationToken);
        Interlocked.Increment(ref _computed);
        if (settled && FileStamp.Of(handle) == stamp)
        {
            _known[path] = (stamp, hash);
        }

        return hash;
    }

    public void Forget(string path) => _known.TryRemove(path, out _);

    private static async Task<string> ComputeAsync(SafeFileHandle handle, long length, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, 128 * 1024));
        try
        {
            for (long position = 0; position < length;)
            {
                var wanted = buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - position));
                var read = await RandomAccess.ReadAsync(handle, wanted, position, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                hash.AppendData(buffer.AsSpan(0, read));
                position += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Format(hash.GetHashAndReset());
    }

    public static string Format(ReadOnlySpan<byte> sha256) => Convert.ToHexStringLower(sha256[..16]);
}
