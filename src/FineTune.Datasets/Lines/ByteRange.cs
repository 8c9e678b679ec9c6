namespace FineTune.Datasets.Lines;

/// <summary>A part of a file. <paramref name="End"/> is exclusive; numbers count from 0.</summary>
public readonly record struct ByteRange(int Number, long Start, long End);
