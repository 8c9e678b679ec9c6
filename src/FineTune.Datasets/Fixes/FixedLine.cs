namespace FineTune.Datasets.Fixes;

/// <summary>A line after fixing.</summary>
/// <param name="Bytes">Without a line end; null when the line goes.</param>
/// <param name="Rules">What was fixed, in order: rule IDs, or <see cref="FileFixer.Layout"/>; empty if the line is unchanged.</param>
public sealed record FixedLine(ReadOnlyMemory<byte>? Bytes, IReadOnlyList<string> Rules);
