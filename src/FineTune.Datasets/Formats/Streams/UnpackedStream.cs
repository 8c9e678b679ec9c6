using System.IO.Compression;

namespace FineTune.Datasets.Formats.Streams;

/// <summary>Unpacks gzip and stops at the limits, so that a gzip bomb is never unpacked in full.</summary>
/// <remarks>
/// Throws <see cref="FormatRefusedException"/> for damage and for too much. That a file is cut off is noticed where the process runs with the switch
/// System.IO.Compression.UseStrictValidation, which Directory.Build.props sets.
/// </remarks>
internal sealed class UnpackedStream(CountedStream packed, FormatLimits limits) : ForwardStream
{
    /// <summary>Below this the ratio says nothing: a file of one repeated line is small and harmless.</summary>
    private const long Grace = 16 * 1024 * 1024;

    private readonly GZipStream _gzip = new(packed, CompressionMode.Decompress, leaveOpen: true);
    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await _gzip.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new FormatRefusedException(
                $"The gzip file is damaged or cut off: it cannot be unpacked beyond byte {_count:D}. Compress the data again (gzip -t checks a file), and drop it again.");
        }

        _count += read;
        if (_count > limits.MaxExpandedBytes)
        {
            throw new FormatRefusedException(
                $"The file unpacks to more than {limits.MaxExpandedBytes:D} bytes. Split it into several drops, or raise the setting Drops__MaxExpandedBytes.");
        }

        if (_count > Grace && _count / limits.MaxExpansionRatio > packed.Count)
        {
            throw new FormatRefusedException(
                $"The file unpacks to more than {limits.MaxExpansionRatio:D} times its size: {_count:D} bytes after {packed.Count:D} compressed ones. "
                + "Drop it uncompressed, or raise the setting Drops__MaxExpansionRatio if this is intended.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }
}
