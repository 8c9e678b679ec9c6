namespace FineTune.Datasets.Fixes;

/// <summary>A line after mending.</summary>
/// <param name="Bytes">Without a line end; null when the line goes.</param>
/// <param name="Rules">What was mended, in the order of mending: rule ids, or <see cref="FileFixer.Layout"/>; empty when the line stays as it is.</param>
public sealed record FixedLine(ReadOnlyMemory<byte>? Bytes, IReadOnlyList<string> Rules);
