using System.Security.Cryptography;
using System.Text.Json;

namespace FineTune.Core.Storage;

/// <summary>
/// Writes a JSON-lines blob of any size with little memory: rows go into blocks of 4 MiB that become visible together.
/// Writing the same rows again gives the same blob.
/// </summary>
/// <remarks>Not thread-safe. Nothing is visible before <see cref="CommitAsync"/>.</remarks>
public sealed class RowWriter(IBlobStore store, BlobRef blob) : IDisposable
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly MemoryStream _block = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _blocks;
    private long _staged;

    public long Rows { get; private set; }

    /// <summary>Bytes written so far: where the next row begins.</summary>
    public long Position => _staged + _block.Length;

    /// <summary>Writes a value as one line.</summary>
    public Task WriteAsync<T>(T row, CancellationToken cancellationToken = default) =>
        WriteLineAsync(JsonSerializer.SerializeToUtf8Bytes(row, FineTuneJson.Options), cancellationToken);

    /// <summary>Writes a line that is JSON already; the line end is added.</summary>
    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken = default)
    {
        _block.Write(line.Span);
        _block.WriteByte((byte)'\n');
        Rows++;
        if (_block.Length >= BlockBytes)
        {
            await StageAsync(cancellationToken);
        }
    }

    /// <summary>Makes the blob visible and returns its properties.</summary>
    public async Task<ManifestFile> CommitAsync(CancellationToken cancellationToken = default)
    {
        var bytes = Position;
        if (_blocks == 0)
        {
            _hash.AppendData(_block.GetBuffer(), 0, (int)_block.Length);
            _block.Position = 0;
            await store.WriteAsync(blob, _block, cancellationToken: cancellationToken);
        }
        else
        {
            await StageAsync(cancellationToken);
            await store.CommitBlocksAsync(blob, _blocks, cancellationToken: cancellationToken);
        }

        var name = blob.Name[(blob.Name.LastIndexOf('/') + 1)..];
        return new ManifestFile(name, Rows, bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        _block.Dispose();
        _hash.Dispose();
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        if (_block.Length == 0)
        {
            return;
        }

        _hash.AppendData(_block.GetBuffer(), 0, (int)_block.Length);
        _block.Position = 0;
        await store.StageBlockAsync(blob, _blocks, _block, cancellationToken);
        _staged += _block.Length;
        _blocks++;
        _block.SetLength(0);
    }
}
