namespace FineTune.Core.Datasets;

/// <summary>One line of a drop that is not blank.</summary>
/// <param name="Number">1-based within the range, blank lines counted.</param>
/// <param name="Offset">Of its first byte in the file; behind the byte order mark on the first line.</param>
/// <param name="Length">Bytes without the line end.</param>
/// <param name="Bytes">The line without its end; empty when <paramref name="TooLong"/>.</param>
public sealed record JsonlLine(long Number, long Offset, long Length, ReadOnlyMemory<byte> Bytes, bool TooLong);
