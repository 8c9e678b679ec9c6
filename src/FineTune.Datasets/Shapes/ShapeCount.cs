using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Shapes;

/// <summary>How many lines have a shape.</summary>
/// <param name="FirstLines">Numbers of the first ones, at most <see cref="ShapeCensus.MaxFirstLines"/>.</param>
public sealed record ShapeCount(InputShape Shape, long Lines, IReadOnlyList<long> FirstLines);
