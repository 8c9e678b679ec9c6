namespace FineTune.Datasets.Lines;

/// <summary>One line of a drop.</summary>
/// <param name="Number">1-based within the range, blank lines counted.</param>
/// <param name="Offset">Of its first byte in the file; behind the byte order mark on the first line.</param>
/// <param name="Length">Bytes without the line end.</param>
/// <param name="Bytes">The line without its end, in memory of its own; empty when <paramref name="TooLong"/>.</param>
public sealed record JsonlLine(long Number, long Offset, long Length, ReadOnlyMemory<byte> Bytes, bool TooLong)
{
    /// <summary>Nothing but white space: the line counts, and means nothing.</summary>
    public bool IsBlank => !TooLong && Bytes.Span.Trim(" \t\r"u8).IsEmpty;
}
